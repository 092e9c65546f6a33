import type { Clock } from "../../src/base/clock.ts";

/** The client's longest pauses before it asks again, and some for the way. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
const MARGIN = 500;

interface Refused {
  readonly times: number;
  /** When it has been asked for again, unless nobody wants it any more. */
  readonly until: number;
}

/**
 * What was answered 503 and the client still means to ask for by itself: as
 * long as there is any, it only looks idle.
 */
export class Owed {
  #clock: Pick<Clock, "elapsed">;
  #refused = new Map<string, Refused>();

  constructor(clock: Pick<Clock, "elapsed">) {
    this.#clock = clock;
  }

  /** How much there is of it. */
  get size(): number {
    const now = this.#clock.elapsed();
    return [...this.#refused.values()].filter(({ until }) => until > now)
      .length;
  }

  /** It was refused, for the first time or again. */
  refuse(name: string): void {
    const times = (this.#refused.get(name)?.times ?? 0) + 1;
    const pause = Math.min(FIRST_PAUSE * 2 ** (times - 1), LONGEST_PAUSE);
    const until = this.#clock.elapsed() + pause + MARGIN;
    this.#refused.set(name, { times, until });
  }

  /** It was answered. */
  answer(name: string): void {
    this.#refused.delete(name);
  }
}
