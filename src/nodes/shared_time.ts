import type { Clock } from "../base/clock.ts";

/**
 * The time that all nodes share: that of Redis, as far as its answers show it.
 * It is never ahead of it, and behind by the way of one answer at most, so that
 * what is read of a time is rather too much than too little. Nothing here looks
 * at the machine's own clock, which differs and jumps, once Redis has answered.
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

  /** Redis said `time` to what was asked at `since`, the clock's `elapsed`. */
  heard(time: number, since: number): void {
    const until = this.#clock.elapsed();
    const [least, most] = [time - until, time - since + 1];
    const known = this.#ahead ?? least;
    // Outside of what may be, its clock was set, or it is another server's.
    this.#ahead = known > most ? least : Math.max(known, least);
  }
}
