import type { WireBatches, WireData } from "./wire_codec.ts";

/**
 * Most bytes of a frame of several requests. A larger one takes Deno's own
 * socket 40 ms, as it writes the head first and waits until that has arrived.
 */
const LARGEST = 1024;
/** Bytes at most that each needs beside its own. */
const BESIDE = 5;

/** What {@linkcode OutgoingFrames} needs. */
export interface OutgoingFramesOptions {
  readonly join: WireBatches["join"];
  /** Bytes of a frame; with less than two requests need each goes alone. */
  readonly limit: number;
  /** Puts a frame on the wire. */
  readonly send: (frame: WireData) => void;
}

/** Puts the requests that are made in one go into one frame. */
export class OutgoingFrames {
  hasJoined = false;
  #options: OutgoingFramesOptions;
  #waiting: WireData[] = [];
  #bytes = 0;

  constructor(options: OutgoingFramesOptions) {
    this.#options = options;
  }

  /** Sends a request of so many bytes, with others that are made now. */
  add(request: WireData, bytes: number): void {
    const limit = Math.min(this.#options.limit, LARGEST);
    if (this.#bytes + bytes + BESIDE > limit) this.flush();
    if (this.#waiting.push(request) === 1) queueMicrotask(() => this.flush());
    this.#bytes += bytes + BESIDE;
  }

  /** Sends what waits. */
  flush(): void {
    const requests = this.#waiting.splice(0);
    this.#bytes = 0;
    if (requests.length === 0) return;
    this.hasJoined ||= requests.length > 1;
    this.#options.send(this.#options.join(requests));
  }
}
