import type { Clock, Timer } from "../base/clock.ts";
import type { Log } from "../observe/log.ts";

/** Milliseconds for a thread to end; the runtime does not stop one in a loop. */
const END_TIMEOUT = 5000;

/** A thread that is to end. */
export interface Ending {
  readonly place: number;
  /** Settles when it has ended. */
  readonly gone: Promise<void>;
}

/**
 * Looks whether threads that were ended do end. One that does not keeps its
 * share of the port: the kernel goes on giving it connections, and nobody
 * serves them until it ends after all or the process does.
 */
export class Endings {
  #options: { readonly clock: Clock; readonly log: Log };
  #overdue = new Set<Ending>();
  #timers = new Set<Timer>();

  constructor(options: { readonly clock: Clock; readonly log: Log }) {
    this.#options = options;
  }

  /** Those that have not ended in {@linkcode END_TIMEOUT}. */
  get overdue(): number {
    return this.#overdue.size;
  }

  /** Looks after a thread that was just ended, or has ended by itself. */
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

  /** Looks no more. */
  stop(): void {
    for (const timer of this.#timers) this.#options.clock.cancel(timer);
    this.#timers.clear();
  }
}
