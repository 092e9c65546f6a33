import type { Clock } from "../base/clock.ts";

/**
 * The time that all nodes share: that of Redis, estimated from its answers. The
 * estimate is never ahead of it, and behind by at most the way of one answer,
 * so that a search by time reads rather too much than too little. Once Redis
 * has answered, the machine's own clock is not used, as it differs and jumps.
 */
export class SharedTime {
  #clock: Pick<Clock, "now" | "elapsed">;
  /** How far Redis' time is ahead of `elapsed`. */
  #ahead: number | undefined;

  constructor(clock: Pick<Clock, "now" | "elapsed">) {
    this.#clock = clock;
  }

  /** Unix time in milliseconds. */
  readonly now = (): number => {
    const { now, elapsed } = this.#clock;
    if (this.#ahead === undefined) return now();
    return Math.floor(this.#ahead + elapsed());
  };

  /**
   * Takes the time in an answer of Redis to a request sent at `since`, as the
   * clock's `elapsed`.
   */
  heard(time: number, since: number): void {
    const until = this.#clock.elapsed();
    const [least, most] = [time - until, time - since + 1];
    const known = this.#ahead ?? least;
    // An impossible difference: its clock was set, or it is another server.
    this.#ahead = known > most ? least : Math.max(known, least);
  }
}
