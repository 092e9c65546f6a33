/** The number of a change, and the sequence of the message that changed. */
export interface NumberedChange {
  readonly number: number;
  readonly sequence: number;
}

/**
 * The numbers of a conversation's changes, ascending. Only the newest change of
 * each message is held, so there are never more than messages. A change whose
 * message is no longer kept is useless; such changes are dropped when more than
 * `limit` are held.
 */
export class Changes {
  #held: NumberedChange[] = [];
  /** Numbers by sequence; most conversations have no change and no map. */
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
   * Numbers a change of a message and returns the number. `isKept` says whether
   * a message is still kept.
   */
  add(sequence: number, isKept: (sequence: number) => boolean): number {
    this.#forget(sequence);
    const number = ++this.#last;
    this.#held.push({ number, sequence });
    (this.#numbers ??= new Map()).set(sequence, number);
    if (this.#held.length > this.#limit) this.#thin(isKept);
    return number;
  }

  /** All held changes with a number greater than this, ascending. */
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
