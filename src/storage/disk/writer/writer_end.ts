import type { Answers, Batch, Figures } from "../batch.ts";
import type { DiskBounds } from "../disk_bounds.ts";
import type { SqlFile } from "../file/sql.ts";
import { failed } from "../run_calls.ts";
import { DiskWriter } from "./disk_writer.ts";
import { Transactions } from "./transactions.ts";

/** What {@linkcode WriterEnd} needs. */
export interface WriterEndOptions {
  readonly file: SqlFile;
  readonly bounds: DiskBounds;
  /** Milliseconds since a fixed point. */
  readonly elapsed: () => number;
  /** Bytes of the file and of its log. */
  readonly measure: () => Figures["bytes"];
}

/**
 * Milliseconds between two measurements of the file, and between two attempts to
 * count what could not be counted.
 */
const MEASURED_EVERY = 1000;

/** Answers batches of writes. */
export class WriterEnd {
  #writer: DiskWriter;
  #transactions: Transactions;
  #elapsed: () => number;
  #measure: () => Figures["bytes"];
  #measuredAt = -Infinity;
  #countedAgainAt = -Infinity;

  constructor({ file, bounds, elapsed, measure }: WriterEndOptions) {
    this.#writer = new DiskWriter(file, bounds, elapsed);
    this.#transactions = new Transactions(file, this.#writer);
    this.#elapsed = elapsed;
    this.#measure = measure;
  }

  /**
   * Makes the calls of a batch; when it returns they are committed or undone.
   */
  answer(batch: Batch): Answers {
    const since = this.#elapsed();
    try {
      const outcomes = this.#transactions.run(batch);
      const { number } = batch;
      return { number, outcomes, figures: this.#figures(since) };
    } catch (thrown) {
      // Not even the file's own counters can be read.
      const outcome = failed(thrown);
      const outcomes = batch.calls.map(() => outcome);
      return { number: batch.number, outcomes };
    }
  }

  #figures(since: number): Figures {
    const { now } = this.#writer.counters;
    return {
      users: now.users,
      chatrooms: now.chatrooms,
      memberships: now.memberships,
      privates: now.privates,
      messages: now.messages,
      requestIds: now.request_ids,
      sanctions: now.sanctions,
      blocks: now.blocks,
      wrote: this.#transactions.wrote,
      took: this.#elapsed() - since,
      ...this.#events(),
      ...this.#bytes(),
    };
  }

  /**
   * What is damaged fails the calls that need it. To count it anew with each
   * batch might take long.
   */
  #events(): Pick<Figures, "events"> {
    const now = this.#elapsed();
    if (now < this.#countedAgainAt) return {};
    try {
      return { events: this.#writer.events };
    } catch {
      this.#countedAgainAt = now + MEASURED_EVERY;
      return {};
    }
  }

  #bytes(): Pick<Figures, "bytes"> {
    const now = this.#elapsed();
    if (now - this.#measuredAt < MEASURED_EVERY) return {};
    this.#measuredAt = now;
    const bytes = this.#measure();
    return bytes === undefined ? {} : { bytes };
  }
}
