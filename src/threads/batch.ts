import type { Clock } from "../base/clock.ts";
import type { Port } from "./link.ts";

/** Most characters of one text; a single longer item is sent alone. */
export const MAX_TEXT = 1024 * 1024;

/** Items that are first tried to be written together. */
const AT_ONCE = 32;

/** Items, and their text. */
interface Piece<Item> {
  readonly written: string;
  readonly items: readonly Item[];
}

/** What {@linkcode Batch} needs. */
export interface BatchOptions<Item> {
  readonly port: Port;
  readonly clock: Pick<Clock, "nextTurn">;
  /** Called with an item that could not be sent; the others are sent. */
  readonly onFault: (item: Item, fault: unknown) => void;
}

/**
 * Items on their way over a link. All items of one turn of the event loop are
 * sent together, in their order, as texts of at most {@linkcode MAX_TEXT}.
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

  /** Sends everything that is waiting. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    let written = "";
    let items: Item[] = [];
    for (const piece of this.#pieces(waiting)) {
      if (written.length + piece.written.length >= MAX_TEXT) {
        this.#post(written, items);
        [written, items] = ["", []];
      }
      written += items.length === 0 ? piece.written : `,${piece.written}`;
      items.push(...piece.items);
    }
    this.#post(written, items);
  }

  /**
   * Writes several items together, which costs half; one by one where that
   * fails.
   */
  *#pieces(waiting: readonly Item[]): Generator<Piece<Item>> {
    for (let at = 0; at < waiting.length; at += AT_ONCE) {
      const items = waiting.slice(at, at + AT_ONCE);
      const whole = this.#write(items, () => {});
      if (whole !== undefined && whole.length <= MAX_TEXT) {
        yield { written: whole.slice(1, -1), items };
      } else yield* this.#oneByOne(items);
    }
  }

  *#oneByOne(items: readonly Item[]): Generator<Piece<Item>> {
    const { onFault } = this.#options;
    for (const item of items) {
      const written = this.#write(item, (fault) => onFault(item, fault));
      if (written !== undefined) yield { written, items: [item] };
    }
  }

  #write(
    value: unknown,
    onFault: (fault: unknown) => void,
  ): string | undefined {
    try {
      return JSON.stringify(value);
    } catch (fault) {
      onFault(fault);
      return undefined;
    }
  }

  #post(written: string, items: readonly Item[]): void {
    if (items.length === 0) return;
    const { port, onFault } = this.#options;
    try {
      port.postMessage(`[${written}]`);
    } catch (fault) {
      for (const item of items) onFault(item, fault);
    }
  }
}
