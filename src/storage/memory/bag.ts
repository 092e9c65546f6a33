/**
 * Something that is in at most one bag at a time, and stores its index there.
 */
export interface Bagged {
  /** Set by the bag. */
  place: number;
}

/** Up to this size a bag is copied when an item is added. */
const FEW = 4;

/** An unordered collection in one array; adding and removing is O(1). */
export class Bag<T extends Bagged> {
  #items: T[] = [];

  /** How many there are. */
  get size(): number {
    return this.#items.length;
  }

  /** Adds an item that is in no bag. */
  add(item: T): void {
    item.place = this.#items.length;
    // The first push to an array makes room for 17 items, and most bags hold
    // one or two.
    if (item.place < FEW) this.#items = [...this.#items, item];
    else this.#items.push(item);
  }

  /** Removes an item of this bag; the last item takes its index. */
  remove(item: T): void {
    const last = this.#items.pop() as T;
    if (last === item) return;
    this.#items[item.place] = last;
    last.place = item.place;
  }

  /**
   * Empties the bag and calls `act` for each item, which may put it into
   * another bag.
   */
  empty(act: (item: T) => void): void {
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    for (const item of items) act(item);
  }

  /** Removes and returns an item, if there is any. */
  take(): T | undefined {
    return this.#items.pop();
  }
}
