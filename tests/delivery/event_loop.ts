import { BinaryHeap } from "@std/data-structures";
import type { Clock, Timer } from "../../src/base/clock.ts";
import { flush } from "./flush.ts";

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Unix time at which every simulation begins. */
const BEGINNING = 1_700_000_000_000;

/** Events in one run: whatever takes more will never end. */
const MAX_EVENTS = 5_000_000;

/**
 * Simulated time: what is due runs in the order of its time, then of its being
 * asked for, and each with all promises that follow from it before the next.
 * Nothing here depends on the machine's time.
 */
export class EventLoop implements Clock {
  #entries = new BinaryHeap<Entry>((a, b) => a.at - b.at || a.order - b.order);
  #time = 0;
  #skew = 0;
  #order = 0;
  #settle: () => Promise<void>;

  /** `settle` waits for what leaves the process' own promises. */
  constructor(settle: () => Promise<void>) {
    this.#settle = settle;
  }

  /** Milliseconds since the beginning, whatever the clock shows. */
  get time(): number {
    return this.#time;
  }

  elapsed = (): number => this.#time;

  coarse = this.elapsed;

  now = (): number => BEGINNING + this.#time + this.#skew;

  after(delay: number, run: () => void): Timer {
    // Clocks show whole milliseconds, and clients draw their waits.
    const at = this.#time + Math.ceil(Math.max(0, delay));
    const entry = { at, order: ++this.#order, run, cancelled: false };
    this.#entries.push(entry);
    return entry;
  }

  cancel(timer: Timer): void {
    if (timer !== undefined) (timer as Entry).cancelled = true;
  }

  nextTurn(run: () => void): void {
    this.after(0, run);
  }

  /** Somebody sets the clock; timers do not care. */
  shift(ms: number): void {
    this.#skew += ms;
  }

  /** Runs until the promise settles, which has to depend on this loop. */
  async run(until: Promise<void>): Promise<void> {
    let over = false;
    const ended = until.finally(() => over = true);
    // Whoever awaits it hears of its failure; this branch is not the one.
    ended.catch(() => {});
    await flush();
    for (let count = 0; !over; count++) {
      if (count > MAX_EVENTS) throw new Error("it does not come to an end");
      const entry = this.#entries.pop();
      if (entry === undefined) throw new Error("nothing is left to happen");
      if (entry.cancelled) continue;
      this.#time = entry.at;
      entry.run();
      await flush();
      await this.#settle();
    }
    await ended;
  }
}
