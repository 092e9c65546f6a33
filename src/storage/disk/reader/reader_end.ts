import type { Answers, Batch, Outcome } from "../batch.ts";
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
  answer({ number, calls }: Batch): Answers {
    try {
      this.#file.run("BEGIN");
      const outcomes = runCalls(this.#reader, calls);
      this.#file.commit();
      return { number, outcomes };
    } catch (thrown) {
      this.#file.rollback();
      const outcome: Outcome = failed(thrown);
      return { number, outcomes: calls.map(() => outcome) };
    }
  }
}
