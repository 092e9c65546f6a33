import type { Clock } from "../../base/clock.ts";
import type { Close } from "../../base/close_codes.ts";

/** Milliseconds between two looks whether the peer has become quiet. */
const LOOK = 10;
/** Looks after which it has had its chance: a second. */
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
 * The close frame of a connection that we end. The runtime cuts a socket off
 * when a frame comes in after `close`, and loses the close frame of one that is
 * closed while it handles a message: a peer that was still writing would be
 * told nothing, and come back. So the close waits until nothing comes in any
 * more, for a second at most.
 */
export class DeferredClose {
  #options: DeferredCloseOptions;
  #heard = false;
  #looks = LOOKS;

  constructor(options: DeferredCloseOptions) {
    this.#options = options;
    // Deferred in any case, as this may be within the handling of a message.
    this.#lookAfter(options.quietFor < LOOK ? LOOK : 0);
  }

  /** A frame has come in, of which nobody takes notice. */
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
