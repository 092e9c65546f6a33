import type { Clock, Timer } from "../base/clock.ts";
import type { SocketCount } from "./socket_count.ts";

/**
 * Milliseconds from the upgrade for which a socket that is not open counts as
 * one. The runtime opens it as soon as it has answered, and tells nothing of
 * one whose client is gone by then.
 */
export const OPENING_TIME = 250;

/**
 * A socket's place among those that there may be: from the upgrade on, so that
 * no more are let in than there are places, and then for as long as it is open.
 */
export class SocketPlace {
  #sockets: SocketCount;
  #clock: Pick<Clock, "cancel">;
  #timer: Timer | undefined;
  #held = true;

  constructor(sockets: SocketCount, clock: Pick<Clock, "after" | "cancel">) {
    this.#sockets = sockets;
    this.#clock = clock;
    sockets.add(+1);
    this.#timer = clock.after(OPENING_TIME, () => this.free());
  }

  /** The socket is open: it counts until {@linkcode free}. */
  keep(): void {
    this.#clock.cancel(this.#timer);
    if (!this.#held) this.#sockets.add(+1);
    this.#held = true;
  }

  /** The socket has ended, or will not open; again changes nothing. */
  free(): void {
    this.#clock.cancel(this.#timer);
    if (this.#held) this.#sockets.add(-1);
    this.#held = false;
  }
}
