import type { Clock, Timer } from "../base/clock.ts";

/** Milliseconds from one look for a sign of life to the next. */
const INTERVAL = 1000;
/** Looks without a sign after which a thread is given up: ten seconds. */
export const PATIENCE = 10;
/** The same while it does what may take it long: five minutes. */
export const LONG_PATIENCE = 300;

/** What {@linkcode Watchdog} needs. */
export interface WatchdogOptions {
  readonly clock: Pick<Clock, "after" | "cancel">;
  /** Asks for a sign of life; rejects when there is nobody left to give it. */
  readonly ask: () => Promise<unknown>;
  /** Called once, when there has been no sign for too long. */
  readonly onSilence: () => void;
}

/**
 * Asks a thread for a sign of life each second, and gives it up after
 * {@linkcode PATIENCE} looks without one. Looks are counted, not time: when the
 * thread that looks stood still itself, that was nobody else's silence.
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

  /** Has {@linkcode LONG_PATIENCE} while the thread does this. */
  async excuse<Result>(work: Promise<Result>): Promise<Result> {
    this.#excuses++;
    try {
      return await work;
    } finally {
      this.#excuses--;
      this.#missed = 0;
    }
  }

  /** Looks no more. */
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
    // One question at a time: who is silent need not be asked again.
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
