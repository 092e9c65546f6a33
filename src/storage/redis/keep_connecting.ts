import type { Clock, Timer } from "../../base/clock.ts";
import type { RedisClient } from "./open_client.ts";
import { LONGEST_PAUSE } from "./reconnect_pauses.ts";

/** What {@linkcode keepConnecting} needs. */
export interface KeepConnectingOptions {
  readonly client: Pick<RedisClient, "connect" | "isOpen">;
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly onFound: () => void;
  readonly onLost: (fault: unknown) => void;
}

/**
 * Connects a client until it succeeds; after that it reconnects by itself. It
 * gives up when its first attempt to reach a Cluster fails, and has to be told
 * to try again. Returns a function that ends this.
 *
 * It begins in the next turn: the step in which a service is built takes long
 * where the machine is busy, and would count as time that Redis took.
 */
export function keepConnecting(
  { client, clock, onFound, onLost }: KeepConnectingOptions,
): () => void {
  let timer: Timer | undefined;
  let isOver = false;
  function connect() {
    client.connect().then(onFound, (fault: unknown) => {
      onLost(fault);
      if (!isOver) timer = clock.after(LONGEST_PAUSE, retry);
    });
  }
  function retry() {
    if (!isOver && !client.isOpen) connect();
  }
  timer = clock.after(0, connect);
  return () => {
    isOver = true;
    clock.cancel(timer);
  };
}
