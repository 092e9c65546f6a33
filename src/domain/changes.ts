/** A change of a message that was already stored. */
export interface Change {
  /** 1 for the first change of the conversation, then ascending. */
  readonly change: number;
  /** Which message changed. */
  readonly sequence: number;
}

/**
 * The changes of a conversation's messages in the order in which they were
 * made, so that who was away learns of them by one number. A change whose
 * message is no longer kept is of no use to anybody and goes when more than
 * `limit` are held; as a message changes once, no other has to.
 */
export class Changes {
  #held: Change[] = [];
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

  /** Notes a change; `isKept` tells whether a message is. */
  add(sequence: number, isKept: (sequence: number) => boolean): void {
    this.#held.push({ change: ++this.#last, sequence });
    if (this.#held.length <= this.#limit) return;
    this.#held = this.#held.filter((held) => isKept(held.sequence));
  }

  /** All held changes with a number greater than `change`, ascending. */
  *after(change: number): Generator<Change> {
    for (let at = this.#firstAfter(change); at < this.#held.length; at++) {
      yield this.#held[at] as Change;
    }
  }

  #firstAfter(change: number): number {
    let low = 0;
    let high = this.#held.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#held[middle] as Change).change <= change) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
