import type { SocketCount } from "./socket_count.ts";

/**
 * A socket's place among those that there may be: from its admission on, so that
 * no more are let in than there are places, and then until it has ended.
 */
export class SocketPlace {
  #sockets: SocketCount;
  #held = true;

  constructor(sockets: SocketCount) {
    this.#sockets = sockets;
    sockets.add(+1);
  }

  /** The socket is open: it counts until {@linkcode free}. */
  keep(): void {
    if (!this.#held) this.#sockets.add(+1);
    this.#held = true;
  }

  /** The socket has ended, or will not open; again changes nothing. */
  free(): void {
    if (this.#held) this.#sockets.add(-1);
    this.#held = false;
  }
}
