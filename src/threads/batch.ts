import type { Clock } from "../clock.ts";
import type { Port } from "./link.ts";

/**
 * Items on their way over a link: all that have come in one turn of the event
 * loop go as one text, in their order.
 */
export class Batch<Item> {
  #port: Port;
  #clock: Pick<Clock, "nextTurn">;
  #waiting: Item[] = [];

  constructor(port: Port, clock: Pick<Clock, "nextTurn">) {
    this.#port = port;
    this.#clock = clock;
  }

  /** Sends an item with the others of this turn. */
  add(item: Item): void {
    this.#waiting.push(item);
    if (this.#waiting.length === 1) this.#clock.nextTurn(() => this.#send());
  }

  #send(): void {
    const text = JSON.stringify(this.#waiting);
    this.#waiting = [];
    this.#port.postMessage(text);
  }
}
