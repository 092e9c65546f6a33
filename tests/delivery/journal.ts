import { noCounts } from "./counts.ts";
import type { Where } from "./recorder.ts";

/** Faults that are kept; the first ones tell the most. */
const MAX_FAULTS = 20;

/** What happened in one schedule, and what of it was wrong. */
export class Journal {
  /** What went wrong, the first of it. */
  readonly faults: string[] = [];
  /** All that happened, in order: the same for the same seed. */
  readonly log: string[] = [];
  readonly counts = noCounts();
  /** How often anything has gone to or fro that is not a heartbeat. */
  traffic = 0;
  #time: () => number;

  /** `time` is in milliseconds. */
  constructor(time: () => number) {
    this.#time = time;
  }

  /** Something happens. */
  tell(text: string): void {
    this.log.push(`${this.#time()} ${text}`);
  }

  /** Something goes over a connection. */
  note({ connection }: Where, text: string): void {
    this.traffic++;
    this.tell(`${connection} ${text}`);
  }

  /** Something is wrong. */
  fail = (text: string): void => {
    this.tell(`FAULT ${text}`);
    if (this.faults.length < MAX_FAULTS) this.faults.push(text);
  };

  /** Something is wrong with what a connection was told. */
  failAt({ connection }: Where, text: string): void {
    this.fail(`${connection}: ${text}`);
  }
}
