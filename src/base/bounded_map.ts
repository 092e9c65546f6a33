/** A map of at most `limit` entries; beyond, the oldest is dropped. */
export class BoundedMap<K, V> {
  #entries = new Map<K, V>();
  #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many entries there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key. */
  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  /** Adds or replaces a value, which is then the newest. */
  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return;
    for (const first of this.#entries.keys()) {
      this.#entries.delete(first);
      return;
    }
  }

  /** Removes an entry. */
  delete(key: K): void {
    this.#entries.delete(key);
  }

  /** Removes all entries. */
  clear(): void {
    this.#entries.clear();
  }
}
