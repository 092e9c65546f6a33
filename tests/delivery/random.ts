/**
 * Random choices that a seed repeats exactly: mulberry32, a generator with 32
 * bits of state by Tommy Ettinger, in the public domain.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A number from 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of the values. */
  pick<T>(values: readonly T[]): T {
    return values[this.whole(0, values.length - 1)] as T;
  }

  /** True `share` of the time. */
  chance(share: number): boolean {
    return this.next() < share;
  }
}

/**
 * A generator of its own for one part, so that a choice more in one part does
 * not change those of all the others.
 */
export function randomFor(seed: number, part: string): Random {
  let mixed = seed | 0;
  for (const character of part) {
    mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return new Random(mixed);
}
