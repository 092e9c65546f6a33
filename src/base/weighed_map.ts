/** What {@linkcode WeighedMap} needs. */
export interface WeighedMapOptions<V> {
  /** Most entries. */
  readonly limit: number;
  /** The most that they weigh together. */
  readonly most: number;
  readonly weigh: (value: V) => number;
}

/**
 * A map of at most so many entries, of at most so much weight; beyond, the
 * oldest are dropped. One that alone is too heavy is not kept.
 */
export class WeighedMap<K, V> {
  #entries = new Map<K, { readonly value: V; readonly weight: number }>();
  #options: WeighedMapOptions<V>;
  #weight = 0;

  constructor(options: WeighedMapOptions<V>) {
    this.#options = options;
  }

  /** How many entries there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key. */
  get(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds or replaces a value, which is then the newest, and weighs it. */
  set(key: K, value: V): void {
    this.delete(key);
    const weight = this.#options.weigh(value);
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    const { limit, most } = this.#options;
    for (const first of this.#entries.keys()) {
      if (this.size <= limit && this.#weight <= most) return;
      this.delete(first);
    }
  }

  /** Removes an entry. */
  delete(key: K): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }

  /** Removes all entries. */
  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }
}
