/** A priority queue: push and pop in O(log n). */
export declare class BinaryHeap<T> implements Iterable<T> {
  /**
   * @param compare which of two comes out first; `descend` by default, the
   * largest first
   */
  constructor(compare?: (a: T, b: T) => number);
  /** A heap of the values of `collection`. */
  static from<T>(
    collection: ArrayLike<T> | Iterable<T> | BinaryHeap<T>,
    options?: { compare?: (a: T, b: T) => number },
  ): BinaryHeap<T>;
  /** The number of values. */
  get length(): number;
  /** The first value without removing it. */
  peek(): T | undefined;
  /** Removes the first value. */
  pop(): T | undefined;
  /** Adds values and returns the new number of values. */
  push(...values: T[]): number;
  /** Removes all values. */
  clear(): void;
  /** Whether there is no value. */
  isEmpty(): boolean;
  /** The values in the heap's own order, the first one first. */
  toArray(): T[];
  /** Removes the values one by one, in order. */
  drain(): IterableIterator<T>;
  /** The same as {@linkcode BinaryHeap.drain}: iterating empties the heap. */
  [Symbol.iterator](): IterableIterator<T>;
}
