import type { Clock, Timer } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import { OutOfReach, Unsettled } from "../storage/shared/out_of_reach.ts";
import { CoalescedRun } from "./coalesced_run.ts";

/** Looks whether a change has taken effect, and does what is owed then. */
export type Settle = () => Promise<void>;

/** What {@linkcode UnsettledWrites} needs. */
export interface UnsettledWritesOptions {
  readonly clock: Clock;
  readonly log: Pick<Log, "warn">;
}

/** Changes that may be in doubt; of one more nobody is told what is owed. */
const MAX_UNSETTLED = 10_000;
/** Changes that are looked into together. */
const AT_ONCE = 16;
/** Milliseconds until the storage is asked, again and again. */
const RETRY = 1000;

/**
 * Changes of which the storage did not say in time what became of them. Their
 * callers were answered 503, and others may be owed news: a message that was
 * stored all the same would wait for the next one to be pushed. The storage is
 * asked until it answers.
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

  /** How many changes are in doubt. */
  get size(): number {
    return this.#open.length;
  }

  /** The outcome of a change, which is settled later where it is not known. */
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
   * About in the order of the changes. When one cannot be settled all wait, and
   * it goes to the end: of a Cluster it may be one server that is gone.
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

  /** Is it to be tried again? What else goes wrong would go wrong again. */
  #isLeft(settled: PromiseSettledResult<void>): boolean {
    if (settled.status === "fulfilled") return false;
    const { reason } = settled;
    if (reason instanceof OutOfReach) return true;
    this.#options.log.warn("settling failed", { fault: describeFault(reason) });
    return false;
  }
}
