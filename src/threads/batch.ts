import type { Clock } from "../clock.ts";
import type { Port } from "./link.ts";

/** Characters of one text; a single item that is longer goes alone. */
export const MAX_TEXT = 1024 * 1024;

/** What {@linkcode Batch} needs. */
export interface BatchOptions<Item> {
  readonly port: Port;
  readonly clock: Pick<Clock, "nextTurn">;
  /** Told of an item that could not be sent; the others are. */
  readonly onFault: (item: Item, fault: unknown) => void;
}

/**
 * Items on their way over a link: all that have come in one turn of the event
 * loop go together, in their order, as texts of at most {@linkcode MAX_TEXT}.
 */
export class Batch<Item> {
  #options: BatchOptions<Item>;
  #waiting: Item[] = [];

  constructor(options: BatchOptions<Item>) {
    this.#options = options;
  }

  /** Sends an item with the others of this turn. */
  add(item: Item): void {
    this.#waiting.push(item);
    if (this.#waiting.length > 1) return;
    this.#options.clock.nextTurn(() => this.flush());
  }

  /** Sends all that waits. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    let items: Item[] = [];
    let text = "";
    for (const item of waiting) {
      // One by one, so that one that has no text costs no other.
      const written = this.#write(item);
      if (written === undefined) continue;
      if (text.length + written.length >= MAX_TEXT) {
        this.#post(text, items);
        [text, items] = ["", []];
      }
      text += items.length === 0 ? written : `,${written}`;
      items.push(item);
    }
    this.#post(text, items);
  }

  #write(item: Item): string | undefined {
    try {
      return JSON.stringify(item);
    } catch (fault) {
      this.#options.onFault(item, fault);
      return undefined;
    }
  }

  #post(text: string, items: readonly Item[]): void {
    if (items.length === 0) return;
    const { port, onFault } = this.#options;
    try {
      port.postMessage(`[${text}]`);
    } catch (fault) {
      for (const item of items) onFault(item, fault);
    }
  }
}
