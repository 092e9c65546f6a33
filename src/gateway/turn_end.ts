import { attempt } from "../base/attempt.ts";
import type { Clock } from "../base/clock.ts";

/** Somebody with something to do at the end of a turn. */
export interface TurnJob {
  endTurn(): void;
}

/** What {@linkcode TurnEnd} needs. */
export interface TurnEndOptions {
  readonly clock: Pick<Clock, "nextTurn">;
  /** Told of a job that threw; the others are done. */
  readonly onFault: (fault: unknown) => void;
}

/**
 * The end of this turn of the event loop, for all connections of a gateway: when
 * the input that was waiting has been served. One call into the runtime a turn,
 * however many have something to do then.
 */
export class TurnEnd {
  #options: TurnEndOptions;
  #jobs: TurnJob[] = [];
  /** Those to do when there is nothing else to do in this turn. */
  #last: TurnJob[] = [];
  #isAwaited = false;
  #isEnding = false;

  constructor(options: TurnEndOptions) {
    this.#options = options;
  }

  /** Will it come in any case, so that one more job costs no turn? */
  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  /** Calls the job once at the end of this turn. */
  add(job: TurnJob): void {
    this.#jobs.push(job);
    this.await();
  }

  /**
   * Calls the job once at the end of this turn, behind all that are not added so:
   * at this very end where they add it.
   */
  addLast(job: TurnJob): void {
    this.#last.push(job);
    if (!this.#isEnding) this.await();
  }

  /** Has it come, also without a job: much is about to be sent. */
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
