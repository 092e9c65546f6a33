/** The HTTP requests under way. */
export class RunningRequests {
  #running = new Set<Promise<Response>>();

  /** How many there are. */
  get size(): number {
    return this.#running.size;
  }

  /** Adds a request; its response must not reject. */
  add(response: Promise<Response>): void {
    this.#running.add(response);
    response.finally(() => this.#running.delete(response));
  }

  /** Settles when the requests that are under way now are answered. */
  async answered(): Promise<void> {
    await Promise.all(this.#running);
  }
}
