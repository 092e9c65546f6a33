/** Groups of seven bits in the longest varint. */
const MAX_BYTES = 10;

/** A number read from a varint, and the index after it. */
export interface Varint {
  readonly value: number;
  readonly end: number;
}

/** How many bytes a whole number takes as a varint. */
export function varintSize(value: number): number {
  let size = 1;
  for (let left = value; left >= 0x80; left /= 0x80) size++;
  return size;
}

/** Writes a whole number as a varint; returns where the next byte goes. */
export function writeVarint(
  bytes: Uint8Array,
  at: number,
  value: number,
): number {
  let left = value;
  while (left >= 0x80) {
    bytes[at++] = left % 0x80 | 0x80;
    left = Math.floor(left / 0x80);
  }
  bytes[at++] = left;
  return at;
}

/**
 * Reads a varint; undefined if it does not end within the bytes, or is too
 * long. A number beyond 2^53 is imprecise, but still beyond it.
 */
export function readVarint(bytes: Uint8Array, at: number): Varint | undefined {
  let value = 0;
  let weight = 1;
  const end = Math.min(bytes.length, at + MAX_BYTES);
  for (let next = at; next < end; next++) {
    const byte = bytes[next] as number;
    value += (byte & 0x7f) * weight;
    if (byte < 0x80) return { value, end: next + 1 };
    weight *= 0x80;
  }
  return undefined;
}
