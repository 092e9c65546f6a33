import { BinaryHeap } from "@std/data-structures";

/**
 * The first `count` values in the order of `compare`, sorted: what sorting all
 * and slicing returns, in O(n log count) and with room for `count` only.
 */
export function selectFirst<T>(
  values: Iterable<T>,
  count: number,
  compare: (a: T, b: T) => number,
): T[] {
  const heap = new BinaryHeap<T>((a, b) => compare(b, a));
  for (const value of values) {
    heap.push(value);
    if (heap.length > count) heap.pop();
  }
  return [...heap.drain()].reverse();
}
