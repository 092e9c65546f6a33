import type { Clock, Timer } from "../../base/clock.ts";
import type { Log } from "../../observe/log.ts";
import type { Answers } from "./batch.ts";

/**
 * Milliseconds between two checks whether a failed disk accepts writes again.
 */
const PROBE_EVERY = 1000;
/** Milliseconds after which an unanswered batch is reported. */
const SLOW = 2000;

/** What {@linkcode DiskHealth} needs. */
export interface DiskHealthOptions {
  readonly clock: Pick<Clock, "elapsed" | "after" | "cancel">;
  readonly log: Pick<Log, "error" | "info">;
  /** Has something written; the outcome shows in a batch. */
  readonly probe: () => void;
}

/** Whether the disk accepts writes, judged by the answers to batches. */
export class DiskHealth {
  #options: DiskHealthOptions;
  #problem: string | undefined;
  #timer: Timer;
  /** When the open batches were sent. */
  #sent: number[] = [];

  constructor(options: DiskHealthOptions) {
    this.#options = options;
  }

  /** Why nothing can be stored; undefined if all is well. */
  get problem(): string | undefined {
    const [oldest] = this.#sent;
    if (this.#problem !== undefined || oldest === undefined) {
      return this.#problem;
    }
    const waited = this.#options.clock.elapsed() - oldest;
    return waited < SLOW ? undefined : "slow: a write is not settled yet";
  }

  /** A batch of writes was sent. */
  sent(): void {
    this.#sent.push(this.#options.clock.elapsed());
  }

  /** Takes the outcomes of a batch of writes. */
  answered({ outcomes, figures }: Answers): void {
    this.#sent.shift();
    const problem = outcomes.map(problemOf).find((each) => each !== undefined);
    if (problem !== undefined) this.#fail(problem);
    else if (figures?.wrote) this.#recover();
  }

  /**
   * The thread that has the file has ended: nothing will be stored any more.
   */
  lose(reason: string): void {
    this.#problem = "its thread has ended: restart the process";
    this.#options.log.error("storage thread ended", { reason });
    this.stop();
  }

  /** Cancels the timer. */
  stop(): void {
    this.#options.clock.cancel(this.#timer);
    this.#timer = undefined;
  }

  #fail(problem: string): void {
    if (this.#problem !== problem) {
      this.#options.log.error("storage refuses writes", { reason: problem });
    }
    this.#problem = problem;
    this.#timer ??= this.#options.clock.after(PROBE_EVERY, () => {
      this.#timer = undefined;
      this.#options.probe();
    });
  }

  #recover(): void {
    if (this.#problem === undefined) return;
    this.#problem = undefined;
    this.stop();
    this.#options.log.info("storage takes writes again");
  }
}

function problemOf([kind, fault]: Answers["outcomes"][number]) {
  if (kind !== "fault") return undefined;
  if (fault === "full") return "the disk is full";
  return fault === "broken" ? "the disk fails" : undefined;
}
