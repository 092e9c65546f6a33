import type { SocketCount } from "./socket_count.ts";

/**
 * Counts one socket, from its admission, so that no more are accepted than the
 * limit, until it has ended.
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

  /** The socket has ended, or will not open; repeating it does nothing. */
  free(): void {
    if (this.#held) this.#sockets.add(-1);
    this.#held = false;
  }
}
