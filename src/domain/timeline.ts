import { RedBlackTree } from "@std/data-structures";

/** What a timeline orders: anything with a dense sequence. */
export interface Sequenced {
  readonly sequence: number;
}

/**
 * The kept messages of one conversation in the order of send time, then
 * sequence. The caller forces the send time to be monotone, so the sequence
 * alone gives that order, and it is dense: a page is exact finds, and the tree
 * needs no range query. n entries: append, find and evict are O(log n), a page
 * of k is O(k log n). What a page returns is the caller's own array.
 */
export class Timeline<T extends Sequenced> {
  #tree = new RedBlackTree<Sequenced>((a, b) => a.sequence - b.sequence);
  #last: number;

  /** A timeline whose next sequence is `last + 1`. */
  constructor(last = 0) {
    this.#last = last;
  }

  /** How many entries are kept. */
  get size(): number {
    return this.#tree.size;
  }

  /** The sequence of the newest entry ever appended; 0 before the first. */
  get lastSequence(): number {
    return this.#last;
  }

  /** The sequence of the oldest kept entry; `lastSequence + 1` when none is. */
  get firstSequence(): number {
    return this.#last - this.#tree.size + 1;
  }

  /**
   * Adds the newest entry.
   *
   * @throws {RangeError} when its sequence is not `lastSequence + 1`.
   */
  append(entry: T): void {
    if (entry.sequence !== this.#last + 1) {
      throw new RangeError(
        `Cannot append sequence ${entry.sequence}: the last is ${this.#last}`,
      );
    }
    this.#tree.insert(entry);
    this.#last = entry.sequence;
  }

  /** The entry with this sequence, if it is kept. */
  get(sequence: number): T | undefined {
    return (this.#tree.find({ sequence }) ?? undefined) as T | undefined;
  }

  /** The newest entry, if any is kept. */
  newest(): T | undefined {
    return (this.#tree.max() ?? undefined) as T | undefined;
  }

  /** The newest `count` entries, ascending. */
  newestPage(count: number): T[] {
    const page: T[] = [];
    if (count < 1) return page;
    for (const entry of this.#tree.rnlValues()) {
      page.push(entry as T);
      if (page.length === count) break;
    }
    return page.reverse();
  }

  /** The newest `count` entries older than `sequence`, ascending. */
  pageBefore(sequence: number, count: number): T[] {
    const end = Math.min(sequence, this.#last + 1);
    return this.#range(Math.max(end - count, this.firstSequence), end);
  }

  /** The oldest `count` kept entries newer than `sequence`, ascending. */
  pageAfter(sequence: number, count: number): T[] {
    const start = Math.max(sequence + 1, this.firstSequence);
    return this.#range(start, Math.min(start + count, this.#last + 1));
  }

  /** Puts a changed entry in the place of the one with its sequence. */
  replace(entry: T): boolean {
    return this.#tree.remove(entry) && this.#tree.insert(entry);
  }

  /** Removes and returns the oldest kept entry. */
  evictOldest(): T | undefined {
    const oldest = this.#tree.min();
    if (oldest === null) return undefined;
    this.#tree.remove(oldest);
    return oldest as T;
  }

  #range(start: number, end: number): T[] {
    const page: T[] = [];
    for (let sequence = start; sequence < end; sequence++) {
      page.push(this.#tree.find({ sequence }) as T);
    }
    return page;
  }
}
