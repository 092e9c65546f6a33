/**
 * A balanced search tree: insert, find and remove in O(log n), and iteration
 * from both ends. Two values that compare as 0 are one value.
 */
export declare class RedBlackTree<T> implements Iterable<T> {
  /**
   * @param compare the order; `ascend` by default
   * @throws {TypeError} when `compare` is not a function
   */
  constructor(compare?: (a: T, b: T) => number);
  /** A tree of the values of `collection`. */
  static from<T>(
    collection: ArrayLike<T> | Iterable<T> | RedBlackTree<T>,
    options?: { compare?: (a: T, b: T) => number },
  ): RedBlackTree<T>;
  /** A tree of the mapped values of `collection`. */
  static from<T, U, V = undefined>(
    collection: ArrayLike<T> | Iterable<T> | RedBlackTree<T>,
    options: {
      compare?: (a: U, b: U) => number;
      map: (value: T, index: number) => U;
      thisArg?: V;
    },
  ): RedBlackTree<U>;
  /** The number of values. */
  get size(): number;
  /** Adds a value; `false` when an equal one is there already. O(log n). */
  insert(value: T): boolean;
  /** Removes the value equal to this one; `false` when there is none. O(log n). */
  remove(value: T): boolean;
  /** The value equal to this one, or `null`. O(log n). */
  find(value: T): T | null;
  /** The first value in the order, or `null`. O(log n). */
  min(): T | null;
  /** The last value in the order, or `null`. O(log n). */
  max(): T | null;
  /** Removes all values. */
  clear(): void;
  /** Whether there is no value. */
  isEmpty(): boolean;
  /** In order, first to last. */
  lnrValues(): IterableIterator<T>;
  /** In reverse order, last to first. */
  rnlValues(): IterableIterator<T>;
  /** Preorder: the node, then left, then right. */
  nlrValues(): IterableIterator<T>;
  /** Postorder: left, then right, then the node. */
  lrnValues(): IterableIterator<T>;
  /** Level by level from the root. */
  lvlValues(): IterableIterator<T>;
  /** In order, first to last. */
  [Symbol.iterator](): IterableIterator<T>;
}
