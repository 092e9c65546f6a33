import { Deque } from "@std/data-structures";
import type { Clock } from "../base/clock.ts";

/** Most queued requests that begin in one turn of the event loop. */
export const REQUESTS_PER_TURN = 16;

/**
 * Begins requests that have queued behind others of their connection: some in
 * each turn of the event loop, in one queue for all connections. So a client
 * that sends many at once does not delay one that sends a single request.
 */
export class RequestTurns {
  #clock: Pick<Clock, "nextTurn">;
  #waiting = new Deque<() => void>();
  #left = REQUESTS_PER_TURN;

  constructor(clock: Pick<Clock, "nextTurn">) {
    this.#clock = clock;
  }

  /** Begins it now if this turn has room, otherwise in its order. */
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
