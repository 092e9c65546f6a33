import type { Answers, Batch } from "../batch.ts";
import type { SqlFile } from "../file/sql.ts";
import { failed, runCalls } from "../run_calls.ts";
import { DiskReader } from "./disk_reader.ts";

/** Answers batches of reads. */
export class ReaderEnd {
  #file: SqlFile;
  #reader: DiskReader;

  constructor(file: SqlFile, bounds: { readonly historyLimit: number }) {
    this.#file = file;
    this.#reader = new DiskReader(file, bounds);
  }

  /** Makes the calls of a batch, all on the state of one moment. */
  answer({ number, now, calls }: Batch): Answers {
    if (now !== undefined) this.#reader.at(now.time);
    try {
      this.#file.run("BEGIN");
      return { number, outcomes: runCalls(this.#reader, calls) };
    } catch (thrown) {
      const outcome = failed(thrown);
      return { number, outcomes: calls.map(() => outcome) };
    } finally {
      // After a fault of one call the others' moment cannot be committed, and
      // nothing was written that should be.
      this.#file.rollback();
    }
  }
}
