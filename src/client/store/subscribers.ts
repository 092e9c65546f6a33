/** Subscribers to changes, called once for all changes of a turn. */
export class Subscribers {
  #listeners = new Set<() => void>();
  #isDue = false;

  /**
   * Calls `listener` after each change from now on; returns a function that
   * stops it.
   */
  add(listener: () => void): () => void {
    // A new function each time, so that the same listener can be added twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Something has changed. */
  tell(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      for (const listener of [...this.#listeners]) {
        // A listener that throws does not disturb others.
        try {
          listener();
        } catch (error) {
          reportError(error);
        }
      }
    });
  }

  /** Removes all subscribers. */
  clear(): void {
    this.#listeners.clear();
  }
}
