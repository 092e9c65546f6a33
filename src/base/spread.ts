import { Deque } from "@std/data-structures";
import type { Clock } from "./clock.ts";

/** Items of one list that are handled at once; most lists have no more. */
export const AT_ONCE = 64;
/**
 * Items of all lists that are handled in one turn: a quarter of a millisecond.
 */
export const SPREAD_SIZE = 256;

type Wait = Promise<void> | undefined | void;

/**
 * Calls a function for each item of a list of any length without holding up the
 * event loop: the first items at once, the others a few per turn, shared among
 * all lists. Lists take turns, so that a short one never waits for a long one.
 */
export class Spread {
  #clock: Pick<Clock, "nextTurn">;
  #lists = new Deque<List>();
  #armed = false;

  constructor(clock: Pick<Clock, "nextTurn">) {
    this.#clock = clock;
  }

  /**
   * Calls `act` for each item. Returns undefined if all are done, otherwise a
   * promise that settles when they are. A throw ends the list and rejects the
   * promise. If `act` returns a promise, the list waits for it while others go
   * on.
   */
  over<Item>(
    items: Iterable<Item>,
    act: (item: Item) => Wait,
  ): Promise<void> | undefined {
    const list = new List(applied(items, act));
    if (list.step(AT_ONCE)) return undefined;
    this.#goOn(list);
    return list.ended.promise;
  }

  #goOn(list: List): void {
    const resume = () => {
      this.#lists.pushBack(list);
      this.#arm();
    };
    if (list.waitsFor) list.waitsFor.then(resume, resume);
    else resume();
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#clock.nextTurn(() => this.#turn());
  }

  #turn(): void {
    this.#armed = false;
    const share = Math.ceil(SPREAD_SIZE / this.#lists.length);
    for (let left = SPREAD_SIZE; left > 0; left -= share) {
      const list = this.#lists.popFront();
      if (list === undefined) return;
      if (!list.stepAlone(share)) this.#goOn(list);
    }
    if (this.#lists.length > 0) this.#arm();
  }
}

/** One list, and how much of it is done. */
class List {
  readonly ended = Promise.withResolvers<void>();
  /** What has to settle before the next step. */
  waitsFor: Wait;
  #steps: Iterator<Wait>;

  constructor(steps: Iterator<Wait>) {
    this.#steps = steps;
  }

  /** Handles up to `count` items; returns whether all are done. */
  step(count: number): boolean {
    for (let left = count; left > 0; left--) {
      const { done, value } = this.#steps.next();
      if (done) return true;
      this.waitsFor = value;
      if (value) return false;
    }
    return false;
  }

  /** As `step`, and settles `ended`; a throw rejects it and goes no further. */
  stepAlone(count: number): boolean {
    try {
      if (!this.step(count)) return false;
      this.ended.resolve();
    } catch (fault) {
      this.ended.reject(fault);
    }
    return true;
  }
}

function* applied<Item>(
  items: Iterable<Item>,
  act: (item: Item) => Wait,
): Generator<Wait> {
  for (const item of items) yield act(item);
}
