import type { Clock, Timer } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import { OutOfReach, Unsettled } from "../storage/shared/out_of_reach.ts";
import { CoalescedRun } from "./coalesced_run.ts";

/** Finds out whether a change has taken effect, and tells the news if so. */
export type Settle = () => Promise<void>;

/** What {@linkcode UnsettledWrites} needs. */
export interface UnsettledWritesOptions {
  readonly clock: Clock;
  readonly log: Pick<Log, "warn">;
}

/** Most unsettled changes; the news of further ones are not told. */
const MAX_UNSETTLED = 10_000;
/** Changes that are settled at the same time. */
const AT_ONCE = 16;
/** Milliseconds until the storage is asked again. */
const RETRY = 1000;

/**
 * Changes that the storage did not answer in time. Their callers got a 503, and
 * others may lack the news: a message that was stored all the same would not be
 * pushed until the next one. The storage is asked until it answers.
 */
export class UnsettledWrites {
  #options: UnsettledWritesOptions;
  #open: Settle[] = [];
  #run = new CoalescedRun(() => this.#round());
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: UnsettledWritesOptions) {
    this.#options = options;
  }

  /** How many changes are unsettled. */
  get size(): number {
    return this.#open.length;
  }

  /**
   * The outcome of a change; it is settled later if the storage does not
   * answer.
   */
  async over<T>(change: Promise<T>, settle: Settle): Promise<T> {
    try {
      return await change;
    } catch (fault) {
      if (fault instanceof Unsettled) this.#note(settle);
      throw fault;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#open = [];
    this.#options.clock.cancel(this.#timer);
  }

  #note(settle: Settle): void {
    if (this.#stopped || this.#open.length >= MAX_UNSETTLED) return;
    this.#open.push(settle);
    this.#timer ??= this.#options.clock.after(RETRY, () => {
      this.#timer = undefined;
      void this.#run.ask();
    });
  }

  /**
   * About in the order of the changes. If one cannot be settled all wait, and
   * it goes to the end, because a single server of a Cluster may be gone.
   */
  async #round(): Promise<void> {
    const open = this.#open.splice(0);
    while (open.length > 0) {
      const group = open.splice(0, AT_ONCE);
      const settled = await Promise.allSettled(
        group.map(async (each) => await each()),
      );
      const left = group.filter((_, at) => this.#isLeft(settled[at]!));
      if (left.length === 0) continue;
      for (const each of [...open, ...left]) this.#note(each);
      return;
    }
  }

  /** Is it to be tried again? Any other fault would occur again. */
  #isLeft(settled: PromiseSettledResult<void>): boolean {
    if (settled.status === "fulfilled") return false;
    const { reason } = settled;
    if (reason instanceof OutOfReach) return true;
    this.#options.log.warn("settling failed", { fault: describeFault(reason) });
    return false;
  }
}
