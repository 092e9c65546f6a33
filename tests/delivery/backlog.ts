import type { Exchange } from "./exchange.ts";

/** Makes a request; returns whether it was answered, however. */
export type Attempt = (exchange: Exchange) => Promise<boolean>;

/** Requests that are made again on each new connection until one answers. */
export class Backlog {
  #attempts = new Set<Attempt>();

  /** How many have not been answered. */
  get size(): number {
    return this.#attempts.size;
  }

  /** Adds one, and makes it at once where there is a connection. */
  add(attempt: Attempt, exchange: Exchange | undefined): void {
    this.#attempts.add(attempt);
    if (exchange !== undefined) this.#make(attempt, exchange);
  }

  /** Makes all of them on a new connection, in their order. */
  flush(exchange: Exchange): void {
    for (const attempt of this.#attempts) this.#make(attempt, exchange);
  }

  async #make(attempt: Attempt, exchange: Exchange): Promise<void> {
    if (await attempt(exchange)) this.#attempts.delete(attempt);
  }
}
