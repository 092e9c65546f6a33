/** A double-ended queue: both ends in O(1) amortized, any index in O(1). */
export declare class Deque<T> implements Iterable<T> {
  readonly [Symbol.toStringTag]: string;
  constructor(source?: Iterable<T> | null);
  /** A deque of the values of `collection`. */
  static from<T>(collection: ArrayLike<T> | Iterable<T>): Deque<T>;
  /** A deque of the mapped values of `collection`. */
  static from<T, U>(
    collection: ArrayLike<T> | Iterable<T>,
    options: { map: (value: T, index: number) => U; thisArg?: unknown },
  ): Deque<U>;
  /** The number of values. */
  get length(): number;
  /** Whether there is no value. */
  isEmpty(): boolean;
  /** Adds at the back and returns the new number of values. */
  pushBack(value: T, ...rest: T[]): number;
  /** Adds at the front, in the order given, and returns the new number of values. */
  pushFront(value: T, ...rest: T[]): number;
  /** Removes the last value. */
  popBack(): T | undefined;
  /** Removes the first value. */
  popFront(): T | undefined;
  /** Removes and returns the first value that fits. O(n). */
  removeFirst(
    predicate: (value: T, index: number) => boolean,
  ): T | undefined;
  /** Removes the value at `index`; a negative one counts from the back. O(n). */
  removeAt(index: number): T | undefined;
  /** The first value that fits. */
  find(predicate: (value: T, index: number) => boolean): T | undefined;
  /** The index of the first value that fits, or -1. */
  findIndex(predicate: (value: T, index: number) => boolean): number;
  /** The first value. */
  peekFront(): T | undefined;
  /** The last value. */
  peekBack(): T | undefined;
  /** The value at `index`; a negative one counts from the back. */
  at(index: number): T | undefined;
  /** Whether `value` is in it. O(n). */
  includes(value: T): boolean;
  /** Removes all values. */
  clear(): void;
  /** Keeps the values that fit. O(n). */
  retain(predicate: (value: T, index: number) => boolean): void;
  /** A copy as an array, front to back. */
  toArray(): T[];
  /** Front to back. */
  [Symbol.iterator](): IterableIterator<T>;
  /** Back to front. */
  reversed(): IterableIterator<T>;
}
