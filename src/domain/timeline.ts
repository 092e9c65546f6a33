import { RedBlackTree } from "@std/data-structures";

/** Anything with a dense sequence. */
export interface Sequenced {
  readonly sequence: number;
}

/**
 * Entries in one node of the tree: an append costs an array push, and a tree
 * insert only once in 64; a page of 50 touches at most two nodes. Larger nodes
 * measured no faster.
 */
const SEGMENT_SIZE = 64;

/** The entries whose sequence divided by {@linkcode SEGMENT_SIZE} is `number`. */
interface Segment<T> extends Numbered {
  /**
   * Indexed by {@linkcode placeOf}; undefined where evicted, or never appended
   * here.
   */
  readonly entries: (T | undefined)[];
}

interface Numbered {
  readonly number: number;
}

/**
 * The kept messages of one conversation in the order of send time, then
 * sequence. As the caller keeps the send time monotone, the sequence alone
 * gives that order. The sequence is dense, so a page is one or more exact finds
 * and the tree needs no range query. With n entries append, find and evict are
 * O(log n), and a page of k is O(k + log n). A returned page is the caller's
 * own array.
 *
 * Why a tree: messages are added at one end and removed at the other for as
 * long as the conversation lasts. An array moves all that is left when its
 * oldest entry goes. A ring buffer copies everything when it grows, while
 * somebody's send waits, and keeps its largest size in a conversation that has
 * become quiet. A hash table of segments finds as fast, but also copies itself
 * when it grows. In the tree no step costs much more than its neighbours, and
 * memory is freed a segment at a time.
 */
export class Timeline<T extends Sequenced> {
  #segments = new RedBlackTree<Numbered>((a, b) => a.number - b.number);
  #newest: Segment<T> | undefined;
  #first: number;
  #last: number;

  /** A timeline whose next sequence is `last + 1`. */
  constructor(last = 0) {
    this.#first = last + 1;
    this.#last = last;
  }

  /** How many entries are kept. */
  get size(): number {
    return this.#last - this.#first + 1;
  }

  /** The sequence of the newest entry ever appended; 0 before the first. */
  get lastSequence(): number {
    return this.#last;
  }

  /** The sequence of the oldest kept entry; `lastSequence + 1` when none is. */
  get firstSequence(): number {
    return this.#first;
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
    const number = numberOf(entry.sequence);
    const segment = this.#newest?.number === number
      ? this.#newest
      : this.#addSegment(number);
    segment.entries[placeOf(entry.sequence)] = entry;
    this.#last = entry.sequence;
  }

  /**
   * Adds an entry older than the oldest kept one.
   *
   * @throws {RangeError} when its sequence is not `firstSequence - 1`.
   */
  prepend(entry: T): void {
    if (entry.sequence !== this.#first - 1) {
      throw new RangeError(
        `Cannot prepend sequence ${entry.sequence}: the first is ${this.#first}`,
      );
    }
    const number = numberOf(entry.sequence);
    const segment = this.#segment(entry.sequence) ?? this.#insert(number);
    segment.entries[placeOf(entry.sequence)] = entry;
    this.#first = entry.sequence;
  }

  /** The entry with this sequence, if it is kept. */
  get(sequence: number): T | undefined {
    if (sequence < this.#first || sequence > this.#last) return undefined;
    return this.#segment(sequence)?.entries[placeOf(sequence)];
  }

  /** The newest entry, if any is kept. */
  newest(): T | undefined {
    return this.get(this.#last);
  }

  /** The newest `count` entries, ascending. */
  newestPage(count: number): T[] {
    return this.pageBefore(this.#last + 1, count);
  }

  /** The newest `count` entries older than `sequence`, ascending. */
  pageBefore(sequence: number, count: number): T[] {
    const end = Math.min(sequence, this.#last + 1);
    return this.#range(Math.max(end - count, this.#first), end);
  }

  /** The oldest `count` kept entries newer than `sequence`, ascending. */
  pageAfter(sequence: number, count: number): T[] {
    const start = Math.max(sequence + 1, this.#first);
    return this.#range(start, Math.min(start + count, this.#last + 1));
  }

  /**
   * Replaces the entry with the same sequence; returns false if it is not kept.
   */
  replace(entry: T): boolean {
    if (this.get(entry.sequence) === undefined) return false;
    const segment = this.#segment(entry.sequence) as Segment<T>;
    segment.entries[placeOf(entry.sequence)] = entry;
    return true;
  }

  /** Removes and returns the oldest kept entry. */
  evictOldest(): T | undefined {
    const oldest = this.get(this.#first);
    if (oldest === undefined) return undefined;
    const segment = this.#segment(this.#first) as Segment<T>;
    segment.entries[placeOf(this.#first)] = undefined;
    this.#first++;
    if (numberOf(this.#first) > segment.number) this.#removeSegment(segment);
    return oldest;
  }

  #range(start: number, end: number): T[] {
    const page: T[] = [];
    while (start < end) {
      const place = placeOf(start);
      const taken = Math.min(SEGMENT_SIZE - place, end - start);
      const entries = this.#segment(start)?.entries ?? [];
      page.push(...entries.slice(place, place + taken) as T[]);
      start += taken;
    }
    return page;
  }

  #segment(sequence: number): Segment<T> | undefined {
    const number = numberOf(sequence);
    if (this.#newest?.number === number) return this.#newest;
    return (this.#segments.find({ number }) ?? undefined) as
      | Segment<T>
      | undefined;
  }

  #addSegment(number: number): Segment<T> {
    const known = this.#segment(number * SEGMENT_SIZE);
    return this.#newest = known ?? this.#insert(number);
  }

  #insert(number: number): Segment<T> {
    const segment: Segment<T> = { number, entries: [] };
    this.#segments.insert(segment);
    return segment;
  }

  #removeSegment(segment: Segment<T>): void {
    this.#segments.remove(segment);
    if (this.#newest === segment) this.#newest = undefined;
  }
}

function numberOf(sequence: number): number {
  return Math.floor(sequence / SEGMENT_SIZE);
}

function placeOf(sequence: number): number {
  return sequence % SEGMENT_SIZE;
}
