/** The HTTP requests that are being answered. */
export class RunningRequests {
  #running = new Set<Promise<Response>>();

  /** How many there are. */
  get size(): number {
    return this.#running.size;
  }

  /** One is being answered; its response never rejects. */
  add(response: Promise<Response>): void {
    this.#running.add(response);
    response.finally(() => this.#running.delete(response));
  }

  /** Settles when those are answered that run now. */
  async answered(): Promise<void> {
    await Promise.all(this.#running);
  }
}
