import type { Clock } from "./clock.ts";

/**
 * Counts the steps of long work that may wait for nothing, so that it takes a
 * share of each turn of the event loop and not all of them at once.
 */
export class TurnSteps {
  #clock: Pick<Clock, "nextTurn">;
  #perTurn: number;
  #taken = 0;

  /** `perTurn` is how many steps are taken before others are served. */
  constructor(clock: Pick<Clock, "nextTurn">, perTurn: number) {
    this.#clock = clock;
    this.#perTurn = perTurn;
  }

  /**
   * A step was taken. Await it before the next one: it is a promise where the
   * next turn has to come first.
   */
  taken(): Promise<void> | undefined {
    if (++this.#taken % this.#perTurn !== 0) return undefined;
    return new Promise((resolve) => this.#clock.nextTurn(resolve));
  }
}
