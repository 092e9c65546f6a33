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
  /** A place is free: decide now what goes to whom. */
  begin(): void;
  /** Serves at most `budget` receivers and returns how many it served. */
  step(budget: number): number;
  /** Is nobody left to serve? */
  readonly done: boolean;
  /** The place is given back. */
  end(): void;
  /** As `end`, after `begin` or `step` threw: who is left is not served. */
  fail(): void;
}

/** What {@linkcode TurnScheduler} needs. */
export interface TurnSchedulerOptions {
  readonly clock: Clock;
  /**
   * Jobs under way at a time; the others wait in order. Without, none waits:
   * whoever adds them has bounded them, as the {@linkcode RoomSemaphore} do the pushes.
   */
  readonly limit?: number;
  /** Told of a job that threw; that job is over then. */
  readonly onFault: (fault: unknown) => void;
}

/**
 * Pushes to large rooms a slice at a time, with the event loop let go in
 * between, so that whatever else there is to do never waits for more than one
 * slice. Jobs under way take turns; those beyond the limit wait in order.
 */
export class TurnScheduler {
  #options: TurnSchedulerOptions;
  #waiting = new Deque<SliceJob>();
  #active = new Deque<SliceJob>();
  #armed = false;

  constructor(options: TurnSchedulerOptions) {
    this.#options = options;
  }

  /** Jobs that wait for a place. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Jobs under way. */
  get active(): number {
    return this.#active.length;
  }

  /** Begins the job at once where a place is free, or puts it in line. */
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

  /** A job without receivers counts as one, so that a turn ends. */
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
