import { Buffer } from "node:buffer";
import type { Encoded } from "../protocol/codec.ts";

/** UTF-8 needs at most this many bytes for one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

/** The bytes of what was encoded. */
export function byteLength(encoded: Encoded): number {
  return typeof encoded === "string"
    ? Buffer.byteLength(encoded)
    : encoded.byteLength;
}

/** As many bytes at least as it has, without looking at it. */
export function roughLength(encoded: Encoded): number {
  return typeof encoded === "string"
    ? encoded.length * MAX_BYTES_PER_UNIT
    : encoded.byteLength;
}

/**
 * The bytes of what was added: roughly, which costs nothing, or exactly, for
 * which each text is looked at, once.
 */
export class Weight {
  #exact = 0;
  #rest = 0;
  #unmeasured: Encoded[] = [];

  /** As many at least as there are. */
  get rough(): number {
    return this.#exact + this.#rest;
  }

  get exact(): number {
    for (const each of this.#unmeasured) this.#exact += byteLength(each);
    this.#unmeasured = [];
    this.#rest = 0;
    return this.#exact;
  }

  add(encoded: Encoded): void {
    this.#rest += roughLength(encoded);
    this.#unmeasured.push(encoded);
  }

  /** Adds what stands between two. */
  addBytes(bytes: number): void {
    this.#exact += bytes;
  }
}
