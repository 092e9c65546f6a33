import type { Clock } from "../../base/clock.ts";

/** One moment by two clocks. */
export interface Moment {
  /** Unix time in milliseconds, to be shown; never lower than the one before. */
  readonly time: number;
  /**
   * Whole milliseconds on a clock that never jumps, for measuring; about Unix
   * time, as far as the machine's clock was right at the start.
   */
  readonly steady: number;
}

/**
 * The time of a storage that has but one machine. How long something is kept,
 * or may be done, is measured by what never jumps: somebody who sets the
 * machine's clock a week ahead for a minute makes it forget nothing.
 */
export class Moments {
  #clock: Pick<Clock, "now" | "elapsed">;
  #origin: number;
  #time = 0;

  constructor(clock: Pick<Clock, "now" | "elapsed">) {
    this.#clock = clock;
    this.#origin = clock.now() - clock.elapsed();
  }

  /** This one. */
  now(): Moment {
    this.#time = Math.max(this.#time, this.#clock.now());
    return {
      time: this.#time,
      steady: Math.floor(this.#origin + this.#clock.elapsed()),
    };
  }
}
