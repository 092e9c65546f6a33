import { Deque } from "@std/data-structures";
import type { Clock } from "../base/clock.ts";

/** Requests out of queues that are begun in one turn of the event loop. */
export const REQUESTS_PER_TURN = 16;

/**
 * Lets the requests that have waited behind others of their connection begin,
 * some in each turn of the event loop and those of all connections in one line:
 * who sends many at once does not keep the loop from whoever sends one.
 */
export class RequestTurns {
  #clock: Pick<Clock, "nextTurn">;
  #waiting = new Deque<() => void>();
  #left = REQUESTS_PER_TURN;

  constructor(clock: Pick<Clock, "nextTurn">) {
    this.#clock = clock;
  }

  /** Begins it now where this turn has room for it, or else in its order. */
  take(begin: () => void): void {
    if (this.#left === REQUESTS_PER_TURN) this.#arm();
    if (this.#left === 0) {
      this.#waiting.pushBack(begin);
      return;
    }
    this.#left--;
    begin();
  }

  #arm(): void {
    this.#clock.nextTurn(() => {
      this.#left = REQUESTS_PER_TURN;
      for (let left = this.#left; left > 0; left--) {
        const begin = this.#waiting.popFront();
        if (begin === undefined) return;
        this.take(begin);
      }
    });
  }
}
