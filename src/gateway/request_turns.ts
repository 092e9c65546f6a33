import { Deque } from "@std/data-structures";
import type { Clock } from "../base/clock.ts";

/** Most queued requests that begin in one turn of the event loop. */
export const REQUESTS_PER_TURN = 64;
/** Milliseconds of a turn after which no more of them begin. */
export const TURN_LENGTH = 1;
/** Requests between two looks at how long the turn takes. */
const LOOK_EVERY = 8;

/**
 * Begins requests that have queued behind others of their connection: some in
 * each turn of the event loop, in one queue for all connections. So a client
 * that sends many at once does not delay one that sends a single request. A turn
 * has a price of its own, so that many cheap requests share one.
 */
export class RequestTurns {
  #clock: Pick<Clock, "elapsed" | "nextTurn">;
  #waiting = new Deque<() => void>();
  #left = REQUESTS_PER_TURN;
  #since = 0;

  constructor(clock: Pick<Clock, "elapsed" | "nextTurn">) {
    this.#clock = clock;
  }

  /** Begins it now if this turn has room, otherwise in its order. */
  take(begin: () => void): void {
    if (this.#left === REQUESTS_PER_TURN) this.#open();
    else if (this.#isLong()) this.#left = 0;
    if (this.#left === 0) {
      this.#waiting.pushBack(begin);
      return;
    }
    this.#left--;
    begin();
  }

  #isLong(): boolean {
    if (this.#left % LOOK_EVERY !== 0) return false;
    return this.#clock.elapsed() - this.#since >= TURN_LENGTH;
  }

  #open(): void {
    this.#since = this.#clock.elapsed();
    this.#clock.nextTurn(() => this.#next());
  }

  #next(): void {
    this.#left = REQUESTS_PER_TURN;
    do {
      const begin = this.#waiting.popFront();
      if (begin === undefined) return;
      this.take(begin);
    } while (this.#left > 0);
  }
}
