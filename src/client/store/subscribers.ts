/** Who wants to know that something has changed, told once for all changes of a turn. */
export class Subscribers {
  #listeners = new Set<() => void>();
  #isDue = false;

  /** Calls `listener` after each change from now on; returns the way to stop. */
  add(listener: () => void): () => void {
    // A wrapper of its own, so that the same function can be added twice.
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
        // One that throws hinders no other.
        try {
          listener();
        } catch (error) {
          reportError(error);
        }
      }
    });
  }

  /** Tells nobody any more. */
  clear(): void {
    this.#listeners.clear();
  }
}
