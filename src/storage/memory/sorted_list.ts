/** Most values in one chunk; a larger one is split in two. */
const CHUNK_SIZE = 128;
/**
 * Up to this size a chunk is copied when a value is added, as a push would make
 * room for 17 more.
 */
const FEW = 4;

/**
 * A sorted list in chunks. Finding, adding or removing a value is a binary
 * search and a move of some neighbours; a page costs the same wherever it
 * starts. A value costs one pointer, a tree would need a node; most lists are a
 * single chunk. No two values may compare as 0. The compared part of a value is
 * its key, and a key alone can be searched for.
 */
export class SortedList<T extends Key, Key = T> {
  #compare: (a: Key, b: Key) => number;
  #chunks: T[][] = [];
  #size = 0;

  constructor(compare: (a: Key, b: Key) => number) {
    this.#compare = compare;
  }

  /** How many values there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds a value. */
  add(value: T): void {
    this.#size++;
    const at = Math.min(this.#chunkOf(value), this.#chunks.length - 1);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks = [[value]];
      return;
    }
    const place = this.#placeIn(chunk, value);
    if (chunk.length < FEW) {
      this.#chunks[at] = chunk.toSpliced(place, 0, value);
      return;
    }
    chunk.splice(place, 0, value);
    if (chunk.length <= CHUNK_SIZE) return;
    this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK_SIZE / 2));
  }

  /** Removes the value that compares as 0; returns false if there is none. */
  remove(value: Key): boolean {
    const at = this.#chunkOf(value);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return false;
    const place = this.#placeIn(chunk, value);
    const found = chunk[place];
    if (found === undefined || this.#compare(found, value) !== 0) return false;
    chunk.splice(place, 1);
    this.#size--;
    this.#thin(at);
    return true;
  }

  /**
   * The first `count` values, or those after the position of `after`, which
   * need not be in the list.
   */
  page(after: Key | undefined, count: number): T[] {
    const page: T[] = [];
    let at = after === undefined ? 0 : this.#chunkOf(after);
    let from = after === undefined ? 0 : this.#placeAfter(at, after);
    for (; page.length < count && at < this.#chunks.length; at++) {
      const end = from + count - page.length;
      page.push(...(this.#chunks[at] as T[]).slice(from, end));
      from = 0;
    }
    return page;
  }

  /** The first chunk whose last value is not before this one. */
  #chunkOf(value: Key): number {
    const last = (at: number) => this.#chunks[at]?.at(-1) as T;
    return firstWhere(
      this.#chunks.length,
      (at) => this.#compare(last(at), value) >= 0,
    );
  }

  /** The first index whose value is not before this one. */
  #placeIn(chunk: readonly T[], value: Key): number {
    return firstWhere(
      chunk.length,
      (at) => this.#compare(chunk[at] as T, value) >= 0,
    );
  }

  #placeAfter(at: number, value: Key): number {
    const chunk = this.#chunks[at] ?? [];
    const place = this.#placeIn(chunk, value);
    const isHere = place < chunk.length &&
      this.#compare(chunk[place] as T, value) === 0;
    return isHere ? place + 1 : place;
  }

  /** Merges a chunk that has become small with its neighbour. */
  #thin(at: number): void {
    const chunk = this.#chunks[at] as T[];
    const next = this.#chunks[at + 1];
    if (chunk.length === 0) this.#chunks.splice(at, 1);
    else if (next && chunk.length + next.length <= CHUNK_SIZE / 2) {
      chunk.push(...next);
      this.#chunks.splice(at + 1, 1);
    }
  }
}

/**
 * The first number from 0 for which `holds` is true; it must stay true after
 * that.
 */
function firstWhere(end: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
