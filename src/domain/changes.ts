/** Which message the change of a number is about. */
export interface NumberedChange {
  readonly number: number;
  readonly sequence: number;
}

/**
 * The numbers of a conversation's changes, ascending: of each message that of
 * its newest change alone, so that there are never more than messages. One whose
 * message is no longer kept is of no use to anybody and goes when more than
 * `limit` are held.
 */
export class Changes {
  #held: NumberedChange[] = [];
  /** By sequence; most conversations have no change and need none. */
  #numbers: Map<number, number> | undefined;
  #limit: number;
  #last = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of the newest change; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** How many changes are held. */
  get size(): number {
    return this.#held.length;
  }

  /**
   * Numbers a change of a message and returns the number; `isKept` tells
   * whether a message is.
   */
  add(sequence: number, isKept: (sequence: number) => boolean): number {
    this.#forget(sequence);
    const number = ++this.#last;
    this.#held.push({ number, sequence });
    (this.#numbers ??= new Map()).set(sequence, number);
    if (this.#held.length > this.#limit) this.#thin(isKept);
    return number;
  }

  /** All held changes with a greater number than this one, ascending. */
  *after(number: number): Generator<NumberedChange> {
    for (let at = this.#firstAfter(number); at < this.#held.length; at++) {
      yield this.#held[at] as NumberedChange;
    }
  }

  #forget(sequence: number): void {
    const number = this.#numbers?.get(sequence);
    if (number !== undefined) {
      this.#held.splice(this.#firstAfter(number - 1), 1);
    }
  }

  #thin(isKept: (sequence: number) => boolean): void {
    this.#held = this.#held.filter(({ sequence }) => {
      if (isKept(sequence)) return true;
      this.#numbers?.delete(sequence);
      return false;
    });
  }

  #firstAfter(number: number): number {
    let low = 0;
    let high = this.#held.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#held[middle] as NumberedChange).number <= number) {
        low = middle + 1;
      } else high = middle;
    }
    return low;
  }
}
