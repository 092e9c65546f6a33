import type { Clock } from "../../base/clock.ts";

/** One moment by two clocks. */
export interface Moment {
  /**
   * Unix time in milliseconds, for showing; never lower than that of the moment
   * before.
   */
  readonly time: number;
  /**
   * Whole milliseconds of a clock that never jumps, for measuring. It is about
   * the Unix time, if the machine's clock was right at the start.
   */
  readonly steady: number;
}

/**
 * The time of a storage on one machine. How long something is kept, or may be
 * done, is measured by the clock that never jumps: setting the machine's clock
 * a week ahead for a minute must not remove anything.
 */
export class Moments {
  #clock: Pick<Clock, "now" | "coarse">;
  #origin: number;
  #time = 0;

  constructor(clock: Pick<Clock, "now" | "coarse">) {
    this.#clock = clock;
    this.#origin = clock.now() - clock.coarse();
  }

  /** The current moment. */
  now(): Moment {
    this.#time = Math.max(this.#time, this.#clock.now());
    return {
      time: this.#time,
      steady: Math.floor(this.#origin + this.#clock.coarse()),
    };
  }
}
