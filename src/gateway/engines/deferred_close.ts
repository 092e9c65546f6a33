import type { Clock } from "../../base/clock.ts";
import type { Close } from "../../base/close_codes.ts";

/** Milliseconds between two checks whether the peer is quiet. */
const LOOK = 10;
/** Checks after which it is closed in any case: a second. */
const LOOKS = 100;

/** What {@linkcode DeferredClose} needs. */
export interface DeferredCloseOptions {
  readonly socket: Pick<WebSocket, "close">;
  readonly clock: Pick<Clock, "after">;
  readonly close: Close;
  /** Milliseconds since the peer's last frame. */
  readonly quietFor: number;
}

/**
 * The close frame of a connection that we close. The runtime cuts a socket off
 * when a frame arrives after `close`, and loses the close frame of a socket
 * that is closed while it handles a message. A peer that was still sending
 * would not learn the close code, and would come back. So the close waits until
 * nothing arrives any more, for at most a second.
 */
export class DeferredClose {
  #options: DeferredCloseOptions;
  #heard = false;
  #looks = LOOKS;

  constructor(options: DeferredCloseOptions) {
    this.#options = options;
    // Deferred in any case, as a message may be being handled now.
    this.#lookAfter(options.quietFor < LOOK ? LOOK : 0);
  }

  /** A frame has arrived, which is ignored. */
  heard(): void {
    this.#heard = true;
  }

  #lookAfter(delay: number): void {
    this.#options.clock.after(delay, () => this.#look());
  }

  #look(): void {
    const { socket, close } = this.#options;
    if (!this.#heard || this.#looks === 0) {
      return socket.close(close.code, close.reason);
    }
    this.#heard = false;
    this.#looks--;
    this.#lookAfter(LOOK);
  }
}
