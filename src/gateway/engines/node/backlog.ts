import { Buffer } from "node:buffer";

/** Bytes of one block. */
const BLOCK = 256 * 1024;

/**
 * The bytes that a slow peer has not read yet. They lie in blocks that can be
 * resized: the runtime gets such blocks from the system one by one, and one
 * that shrinks to nothing is given back at once. Blocks of a fixed size would
 * come from the process's own heap, and stay with it for good.
 */
export class Backlog {
  #blocks: ArrayBuffer[] = [];
  /** Where the first byte lies in the first block, and the next in the last. */
  #start = 0;
  #end = BLOCK;

  /** How many bytes there are. */
  get length(): number {
    if (this.#blocks.length === 0) return 0;
    return (this.#blocks.length - 1) * BLOCK + this.#end - this.#start;
  }

  /** Copies bytes behind all others. */
  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#end === BLOCK) this.#addBlock();
      const part = bytes.subarray(at, at + BLOCK - this.#end);
      this.#last().set(part, this.#end);
      this.#end += part.length;
      at += part.length;
    }
  }

  /** Takes the first bytes, at most so many; undefined if there are none. */
  take(most: number): Buffer | undefined {
    const [first] = this.#blocks;
    if (first === undefined) return undefined;
    const end = this.#blocks.length > 1 ? BLOCK : this.#end;
    const stop = Math.min(this.#start + most, end);
    const taken = Buffer.from(
      new Uint8Array(first, this.#start, stop - this.#start),
    );
    this.#start = stop;
    if (stop === end) this.#dropFirst();
    return taken;
  }

  /** Gives all bytes back to the system. */
  drop(): void {
    while (this.#blocks.length > 0) this.#dropFirst();
  }

  #addBlock(): void {
    this.#blocks.push(new ArrayBuffer(BLOCK, { maxByteLength: BLOCK }));
    this.#end = 0;
  }

  #dropFirst(): void {
    this.#blocks.shift()?.resize(0);
    this.#start = 0;
    if (this.#blocks.length === 0) this.#end = BLOCK;
  }

  #last(): Uint8Array {
    return new Uint8Array(this.#blocks.at(-1) as ArrayBuffer);
  }
}
