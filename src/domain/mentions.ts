import { EVERYBODY } from "./extras.ts";

/**
 * Which kept messages of a conversation mention whom, so that counting those
 * after a position costs little, however many there are.
 */
export class Mentions {
  /** Ascending sequences by user id, and by {@linkcode EVERYBODY}. */
  #sequences = new Map<string, number[]>();

  /** The newest message mentions these users. */
  add(sequence: number, userIds: readonly string[]): void {
    for (const userId of new Set(userIds)) {
      const known = this.#sequences.get(userId);
      if (known === undefined) this.#sequences.set(userId, [sequence]);
      else known.push(sequence);
    }
  }

  /** A message no longer mentions these users, or is no longer kept. */
  remove(sequence: number, userIds: readonly string[]): void {
    for (const userId of new Set(userIds)) {
      const known = this.#sequences.get(userId);
      const at = known === undefined ? -1 : firstAfter(known, sequence - 1);
      if (known?.[at] !== sequence) continue;
      if (known.length === 1) this.#sequences.delete(userId);
      else if (at === 0) known.shift();
      else known.splice(at, 1);
    }
  }

  /** How many messages after a sequence mention a user, or everybody. */
  count(userId: string, after: number): number {
    return this.#countOf(userId, after) + this.#countOf(EVERYBODY, after);
  }

  #countOf(userId: string, after: number): number {
    const known = this.#sequences.get(userId);
    return known === undefined ? 0 : known.length - firstAfter(known, after);
  }
}

function firstAfter(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
