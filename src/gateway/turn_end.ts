import { attempt } from "../base/attempt.ts";
import type { Clock } from "../base/clock.ts";

/** Work for the end of a turn. */
export interface TurnJob {
  endTurn(): void;
}

/** What {@linkcode TurnEnd} needs. */
export interface TurnEndOptions {
  readonly clock: Pick<Clock, "nextTurn">;
  /** Called with what a job threw; the other jobs are done. */
  readonly onFault: (fault: unknown) => void;
}

/**
 * The end of this turn of the event loop, for all connections of a gateway:
 * when the waiting input has been served. It costs one call into the runtime
 * per turn, however many jobs there are.
 */
export class TurnEnd {
  #options: TurnEndOptions;
  #jobs: TurnJob[] = [];
  /** Jobs to do after all others of this turn. */
  #last: TurnJob[] = [];
  #isAwaited = false;
  #isEnding = false;

  constructor(options: TurnEndOptions) {
    this.#options = options;
  }

  /** Is it due in any case, so that another job costs no turn? */
  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  /** Calls the job once at the end of this turn. */
  add(job: TurnJob): void {
    this.#jobs.push(job);
    this.await();
  }

  /**
   * Calls the job once at the end of this turn, after all that were added
   * otherwise; if these add it, still in this turn.
   */
  addLast(job: TurnJob): void {
    this.#last.push(job);
    if (!this.#isEnding) this.await();
  }

  /** Makes it due even without a job, as much is about to be sent. */
  await(): void {
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    this.#options.clock.nextTurn(this.#run);
  }

  #run = (): void => {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#isAwaited = false;
    this.#isEnding = true;
    this.#do(jobs);
    this.#isEnding = false;
    const last = this.#last;
    this.#last = [];
    this.#do(last);
  };

  #do(jobs: readonly TurnJob[]): void {
    const { onFault } = this.#options;
    for (const job of jobs) attempt(() => job.endTurn(), onFault);
  }
}
