/** Something that is in one bag at a time, and knows its place there. */
export interface Bagged {
  /** Kept by the bag. */
  place: number;
}

/** Items up to which a bag is copied for one more. */
const FEW = 4;

/** A collection without an order: adding and removing is O(1), in one array. */
export class Bag<T extends Bagged> {
  #items: T[] = [];

  /** How many there are. */
  get size(): number {
    return this.#items.length;
  }

  /** Adds what is in no bag. */
  add(item: T): void {
    item.place = this.#items.length;
    // The first push would make room for 17: most bags hold one or two.
    if (item.place < FEW) this.#items = [...this.#items, item];
    else this.#items.push(item);
  }

  /** Removes what is in this bag; the last one takes its place. */
  remove(item: T): void {
    const last = this.#items.pop() as T;
    if (last === item) return;
    this.#items[item.place] = last;
    last.place = item.place;
  }

  /** Takes all out, which may go into another bag, and does this for each. */
  empty(act: (item: T) => void): void {
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    for (const item of items) act(item);
  }

  /** Takes one out, if there is any. */
  take(): T | undefined {
    return this.#items.pop();
  }
}
