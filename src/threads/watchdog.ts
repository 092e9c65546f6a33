import type { Clock, Timer } from "../base/clock.ts";

/** Milliseconds between two checks. */
const INTERVAL = 1000;
/**
 * Checks without a sign of life after which a thread is abandoned: ten seconds.
 */
export const PATIENCE = 10;
/** The same while it does something that may take long: five minutes. */
export const LONG_PATIENCE = 300;

/** What {@linkcode Watchdog} needs. */
export interface WatchdogOptions {
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Asks for a sign of life; rejects when the thread has ended. */
  readonly ask: () => Promise<unknown>;
  /** Called once, when there was no sign of life for too long. */
  readonly onSilence: () => void;
}

/**
 * Asks a thread for a sign of life each second, and gives up after {@linkcode
 * PATIENCE} checks without one. It counts checks and not time: while the asking
 * thread stood still itself, the other was not silent.
 */
export class Watchdog {
  #options: WatchdogOptions;
  #timer: Timer;
  #asking = false;
  #missed = 0;
  #excuses = 0;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#arm();
  }

  /** Allows {@linkcode LONG_PATIENCE} while the thread does this work. */
  async excuse<Result>(work: Promise<Result>): Promise<Result> {
    this.#excuses++;
    try {
      return await work;
    } finally {
      this.#excuses--;
      this.#missed = 0;
    }
  }

  /** Ends the checks. */
  stop(): void {
    this.#options.clock.cancel(this.#timer);
  }

  #arm(): void {
    this.#timer = this.#options.clock.after(INTERVAL, () => this.#look());
  }

  #look(): void {
    const limit = this.#excuses > 0 ? LONG_PATIENCE : PATIENCE;
    if (this.#missed >= limit) return this.#options.onSilence();
    this.#missed++;
    // One question at a time is enough.
    if (!this.#asking) this.#ask();
    this.#arm();
  }

  #ask(): void {
    this.#asking = true;
    this.#options.ask().then(() => {
      this.#asking = false;
      this.#missed = 0;
    }, () => {});
  }
}
