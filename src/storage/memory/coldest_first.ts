/** By how many milliseconds the order may be wrong. */
const RESOLUTION = 1000;

interface Entry<V> {
  readonly value: V;
  readonly movedAt: number;
}

/**
 * A map in order of last use, precise to about a second: using an entry again
 * within a second costs nothing, which keeps the order off the message path.
 * The coldest entry is the one unused for longest. All operations are O(1).
 */
export class ColdestFirst<K, V> {
  #entries = new Map<K, Entry<V>>();

  /** How many entries there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key. */
  get(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds or replaces a value and makes it the warmest. */
  set(key: K, value: V, now: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, movedAt: now });
  }

  /** The value of a key, which becomes the warmest. */
  warm(key: K, now: number): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (now - entry.movedAt >= RESOLUTION) this.set(key, entry.value, now);
    return entry.value;
  }

  /** The keys, from about the coldest on. */
  keys(): Iterable<K> {
    return this.#entries.keys();
  }

  /** Removes a key. */
  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  /**
   * The values from the coldest on, of those that have not been moved since;
   * removing while iterating is allowed.
   */
  *coldest(since = Infinity): Generator<V> {
    for (const { value, movedAt } of this.#entries.values()) {
      if (movedAt > since) return;
      yield value;
    }
  }
}
