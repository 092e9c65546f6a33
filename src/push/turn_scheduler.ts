import { Deque } from "@std/data-structures";
import { attempt } from "../base/attempt.ts";
import type { Clock } from "../base/clock.ts";

/**
 * Receivers that one {@linkcode TurnScheduler} serves in one turn of the event loop:
 * about half a millisecond.
 */
export const SLICE_SIZE = 50;

/** A frame, or several, on its way to many receivers. */
export interface SliceJob {
  /** Called when the job's turn comes: chooses the receivers. */
  begin(): void;
  /** Serves at most `budget` receivers and returns how many it served. */
  step(budget: number): number;
  /** Have all receivers been served? */
  readonly done: boolean;
  /** Called after the last step. */
  end(): void;
  /**
   * Called in place of `end` when `begin` or `step` threw; the remaining
   * receivers are not served.
   */
  fail(): void;
}

/** What {@linkcode TurnScheduler} needs. */
export interface TurnSchedulerOptions {
  readonly clock: Clock;
  /**
   * Most jobs under way; further ones wait in order. Without it none waits:
   * then the caller has bounded them, as {@linkcode RoomSemaphore} does for
   * pushes.
   */
  readonly limit?: number;
  /** Called with what a job threw, which ends that job. */
  readonly onFault: (fault: unknown) => void;
}

/**
 * Serves large rooms a slice at a time and yields to the event loop in between,
 * so that nothing else waits for longer than one slice. Jobs under way take
 * turns; those beyond the limit wait in order.
 */
export class TurnScheduler {
  #options: TurnSchedulerOptions;
  #waiting = new Deque<SliceJob>();
  #active = new Deque<SliceJob>();
  #armed = false;

  constructor(options: TurnSchedulerOptions) {
    this.#options = options;
  }

  /** Jobs that wait to begin. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Jobs under way. */
  get active(): number {
    return this.#active.length;
  }

  /** Begins the job now if the limit allows it, otherwise in its turn. */
  add(job: SliceJob): void {
    this.#waiting.pushBack(job);
    this.#admit();
  }

  #admit(): void {
    const { limit = Infinity } = this.#options;
    while (this.#active.length < limit) {
      const job = this.#waiting.popFront();
      if (job === undefined) break;
      if (this.#guarded(() => job.begin())) this.#active.pushBack(job);
      else this.#guarded(() => job.fail());
    }
    if (this.#active.length > 0) this.#arm();
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#options.clock.nextTurn(() => this.#turn());
  }

  #turn(): void {
    this.#armed = false;
    let left = SLICE_SIZE;
    const share = Math.ceil(left / this.#active.length);
    while (left > 0) {
      const job = this.#active.popFront();
      if (job === undefined) break;
      left -= this.#step(job, Math.min(share, left));
    }
    this.#admit();
  }

  /** A step without receivers counts as one, so that the turn ends. */
  #step(job: SliceJob, share: number): number {
    let served = 0;
    const fine = this.#guarded(() => {
      served = job.step(share);
    });
    if (!fine) this.#guarded(() => job.fail());
    else if (job.done) this.#guarded(() => job.end());
    else this.#active.pushBack(job);
    return Math.max(1, served);
  }

  #guarded(run: () => void): boolean {
    return attempt(run, this.#options.onFault);
  }
}
