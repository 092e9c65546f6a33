import type { Clock, Timer } from "../base/clock.ts";
import type { Log } from "../observe/log.ts";

/**
 * Milliseconds for a thread to end; the runtime cannot stop an endless loop.
 */
const END_TIMEOUT = 5000;

/** A thread that is ending. */
export interface Ending {
  readonly place: number;
  /** Settles when it has ended. */
  readonly gone: Promise<void>;
}

/**
 * Checks that threads which were ended do end. One that does not keeps its
 * share of the port: the kernel goes on giving it connections, which nobody
 * serves until the thread or the process ends.
 */
export class Endings {
  #options: { readonly clock: Clock; readonly log: Log };
  #overdue = new Set<Ending>();
  #timers = new Set<Timer>();

  constructor(options: { readonly clock: Clock; readonly log: Log }) {
    this.#options = options;
  }

  /** How many have not ended within {@linkcode END_TIMEOUT}. */
  get overdue(): number {
    return this.#overdue.size;
  }

  /** Watches a thread that was just ended, or has ended by itself. */
  watch(ending: Ending): void {
    const { clock, log } = this.#options;
    const thread = ending.place;
    const timer = clock.after(END_TIMEOUT, () => {
      this.#timers.delete(timer);
      this.#overdue.add(ending);
      log.error(
        "gateway thread does not end: it takes connections that nobody serves, restart the service",
        { thread },
      );
    });
    this.#timers.add(timer);
    ending.gone.then(() => {
      clock.cancel(timer);
      this.#timers.delete(timer);
      if (!this.#overdue.delete(ending)) return;
      log.info("gateway thread has ended after all", { thread });
    });
  }

  /** Ends the watching. */
  stop(): void {
    for (const timer of this.#timers) this.#options.clock.cancel(timer);
    this.#timers.clear();
  }
}
