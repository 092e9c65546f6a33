/**
 * A map of recent values: at most `limit` entries, the oldest of which are
 * dropped first, and none older than `maxAge` milliseconds.
 */
export class Recent<T> {
  #noted = new Map<string, { value: T; at: number }>();
  #limit: number;
  #maxAge: number;

  constructor(bounds: { limit: number; maxAge: number }) {
    this.#limit = bounds.limit;
    this.#maxAge = bounds.maxAge;
  }

  /** How many entries there are, expired ones included. */
  get size(): number {
    return this.#noted.size;
  }

  /** The value, if it is recent; `now` is in milliseconds. */
  get(key: string, now: number): T | undefined {
    const known = this.#noted.get(key);
    if (known === undefined) return undefined;
    const age = now - known.at;
    return age >= 0 && age < this.#maxAge ? known.value : undefined;
  }

  /** Sets a value. */
  set(key: string, value: T, now: number): void {
    this.#noted.delete(key);
    this.#noted.set(key, { value, at: now });
    if (this.#noted.size <= this.#limit) return;
    for (const oldest of this.#noted.keys()) {
      this.#noted.delete(oldest);
      return;
    }
  }

  /** Deletes the entries whose values are such; looks at all. */
  deleteWhere(isSuch: (value: T) => boolean): void {
    for (const [key, { value }] of this.#noted) {
      if (isSuch(value)) this.#noted.delete(key);
    }
  }

  /** Deletes an entry. */
  delete(key: string): void {
    this.#noted.delete(key);
  }
}
