import type { Message } from "../helpers/contract.ts";
import type { Journal } from "./journal.ts";
import type { Truth } from "./truth.ts";
import { RECALLED, type Reply } from "./wire.ts";
import type { Where } from "./recorder.ts";

/** A message, by its place. */
export interface Place {
  readonly key: string;
  readonly sequence: number;
}

/** Whether recalls are answered as they should be. */
export class RecallLedger {
  #truth: Truth;
  #journal: Journal;
  /** What the service said it does not have any more. */
  #gone: Place[] = [];

  constructor(truth: Truth, journal: Journal) {
    this.#truth = truth;
    this.#journal = journal;
  }

  /** A recall goes out. */
  ask(where: Where, { key, sequence }: Place): void {
    this.#journal.note(where, `recalls ${key} ${sequence}`);
    this.#truth.askRecall(key, sequence);
  }

  /** A recall is answered; 403 is for what is not theirs, or too old. */
  answer(
    where: Where,
    place: Place,
    { code, msg, data }: Reply & { data: Message | null },
  ): void {
    const { key, sequence } = place;
    this.#journal.note(where, `recalled ${key} ${sequence}: ${code}`);
    if (code === 403) return;
    if (code === 404) {
      this.#gone.push(place);
    } else if (data?.status === RECALLED && data.sequence === sequence) {
      this.#journal.counts.recalls++;
    } else {
      const text = `recall ${key} ${sequence}: ${code} ${msg}`;
      this.#journal.failAt(where, text);
    }
  }

  /** What was said to be gone was evicted. */
  check(historyLimit: number): void {
    for (const { key, sequence } of this.#gone) {
      if (sequence <= this.#truth.last(key) - historyLimit) continue;
      this.#journal.fail(`lost: ${key} ${sequence} could not be recalled`);
    }
  }
}
