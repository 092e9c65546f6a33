import { ReplyError } from "../../../base/errors.ts";
import type { Batch, Call, Outcome } from "../batch.ts";
import { type DiskFault, diskFault } from "../file/disk_fault.ts";
import type { SqlFile } from "../file/sql.ts";
import { answered, failed, makeCall } from "../run_calls.ts";
import type { DiskWriter } from "./disk_writer.ts";

/** Faults of the file that affect every call of a transaction. */
const OF_ALL: ReadonlySet<DiskFault> = new Set(["full", "broken"]);

/** A call that refused after it had written something. */
class HalfDone extends Error {
  override readonly name = "HalfDone";
}

/**
 * Makes the calls of a batch in one transaction, and answers when it is
 * committed. If the disk accepts no writes all calls fail and none has
 * happened. If a single call meets another fault, damage or a mistake of ours,
 * only that call fails: the batch is made again, with a savepoint for each
 * call.
 */
export class Transactions {
  #file: SqlFile;
  #writer: DiskWriter;

  constructor(file: SqlFile, writer: DiskWriter) {
    this.#file = file;
    this.#writer = writer;
  }

  /** Did the last batch write anything that is committed? */
  wrote = false;

  /** The outcome of each call. */
  run({ now, calls }: Batch): Outcome[] {
    this.wrote = false;
    if (now !== undefined) this.#writer.at(now);
    try {
      return this.#together(calls, (call) => this.#call(call));
    } catch (thrown) {
      this.#takeBack();
      const fault = diskFault(thrown);
      if (OF_ALL.has(fault)) return this.#refuseAll(calls, thrown);
    }
    try {
      return this.#together(calls, (call) => this.#callAlone(call));
    } catch (thrown) {
      this.#takeBack();
      return this.#refuseAll(calls, thrown);
    }
  }

  #together(
    calls: readonly Call[],
    make: (call: Call) => Outcome,
  ): Outcome[] {
    this.#file.begin();
    const outcomes = calls.map(make);
    this.#writer.counters.write();
    this.wrote = this.#file.changes > 0;
    this.#file.commit();
    return outcomes;
  }

  #call(call: Call): Outcome {
    const before = this.#file.changes;
    try {
      return answered(makeCall(this.#writer, call));
    } catch (thrown) {
      if (!(thrown instanceof ReplyError)) throw thrown;
      if (this.#file.changes === before) return failed(thrown);
      throw new HalfDone(`${call[0]} refused late`, { cause: thrown });
    }
  }

  #callAlone(call: Call): Outcome {
    // Counters and caches must match the savepoint.
    this.#writer.counters.write();
    this.#file.run("SAVEPOINT call");
    try {
      const outcome = answered(makeCall(this.#writer, call));
      this.#writer.counters.write();
      this.#file.run("RELEASE call");
      return outcome;
    } catch (thrown) {
      if (OF_ALL.has(diskFault(thrown))) throw thrown;
      this.#file.run("ROLLBACK TO call");
      this.#file.run("RELEASE call");
      this.#writer.reset();
      return failed(thrown);
    }
  }

  /**
   * After a crash, a transaction whose sync has failed would come back from the
   * log, although its calls were refused. The next transaction overwrites its
   * place there.
   */
  #refuseAll(calls: readonly Call[], thrown: unknown): Outcome[] {
    try {
      this.#together([["probe", []]], (call) => this.#call(call));
    } catch {
      this.#takeBack();
    }
    this.wrote = false;
    const outcome = failed(thrown);
    return calls.map(() => outcome);
  }

  #takeBack(): void {
    this.wrote = false;
    this.#file.rollback();
    this.#writer.reset();
  }
}
