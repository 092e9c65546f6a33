import { Deque } from "@std/data-structures";
import type { Clock } from "./clock.ts";

/** Items of a list that are done at once: what most lists have. */
export const AT_ONCE = 64;
/** Items of all lists that are done in one turn: a quarter of a millisecond. */
export const SPREAD_SIZE = 256;

type Wait = Promise<void> | undefined | void;

/**
 * Does something for each item of a list, whatever its length, without holding
 * up the event loop: the first at once, the others a few in a turn, of all
 * lists together. Lists take turns, so that a short one never waits for a long.
 */
export class Spread {
  #clock: Pick<Clock, "nextTurn">;
  #lists = new Deque<List>();
  #armed = false;

  constructor(clock: Pick<Clock, "nextTurn">) {
    this.#clock = clock;
  }

  /**
   * Does it for each; undefined when that is done, or else a promise that
   * settles when it is. What throws ends the list and rejects. Where `act`
   * returns a promise its list goes on when that has settled, and others now.
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

/** One list, as far as it is done. */
class List {
  readonly ended = Promise.withResolvers<void>();
  /** What has to settle before the next step. */
  waitsFor: Wait;
  #steps: Iterator<Wait>;

  constructor(steps: Iterator<Wait>) {
    this.#steps = steps;
  }

  /** Does some; returns whether all are done. */
  step(count: number): boolean {
    for (let left = count; left > 0; left--) {
      const { done, value } = this.#steps.next();
      if (done) return true;
      this.waitsFor = value;
      if (value) return false;
    }
    return false;
  }

  /** As `step`, for whoever waits for the end; a throw is that one's alone. */
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
