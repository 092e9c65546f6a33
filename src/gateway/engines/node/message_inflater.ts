import { Buffer } from "node:buffer";
import { constants, inflateRawSync } from "node:zlib";

/** Bytes at the end of every flush that are not sent. */
const TRAILER = Buffer.of(0x00, 0x00, 0xff, 0xff);
const NOTHING = Buffer.alloc(0);
/** Most fragments that are kept separately, however small they are. */
const FEW = 64;

/** Told of what a fragment adds to its message, or that it cannot be read. */
export type OnInflated = (fault: Error | null, bytes?: Uint8Array) => void;

/**
 * Undoes the compression of one connection's messages, each by itself, when the
 * last fragment is there. It stands in for the stream of `ws`, which on Deno
 * takes a fault of zlib for the end of a message before it learns of the fault.
 */
export class MessageInflater {
  #maxSize: number;
  #fragments: Uint8Array[] = [];

  /** `maxSize` bounds the bytes of a message when it is read. */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  /** The reader of `ws` calls this; it must not be answered within the call. */
  decompress(data: Uint8Array, isLast: boolean, done: OnInflated): void {
    if (this.#fragments.length >= FEW) {
      this.#fragments = [Buffer.concat(this.#fragments)];
    }
    this.#fragments.push(data);
    if (isLast) queueMicrotask(() => this.#inflate(done));
    else queueMicrotask(() => done(null, NOTHING));
  }

  #inflate(done: OnInflated): void {
    const whole = Buffer.concat([...this.#fragments, TRAILER]);
    this.#fragments = [];
    let bytes;
    try {
      bytes = inflateRawSync(whole, {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: this.#maxSize,
      });
    } catch (fault) {
      return done(fault as Error);
    }
    done(null, bytes);
  }
}
