import { ReplyError } from "../../../base/errors.ts";
import type { Batch, Call, Outcome } from "../batch.ts";
import { type DiskFault, diskFault } from "../file/disk_fault.ts";
import type { SqlFile } from "../file/sql.ts";
import { answered, failed, makeCall } from "../run_calls.ts";
import type { DiskWriter } from "./disk_writer.ts";

/** What the file itself has against all that a transaction would write. */
const OF_ALL: ReadonlySet<DiskFault> = new Set(["full", "broken"]);

/** A call that has written something and then refused. */
class HalfDone extends Error {
  override readonly name = "HalfDone";
}

/**
 * Makes the calls of a batch in one transaction, and answers when it is settled.
 * Where the disk takes nothing all of them fail and none has happened. Where one
 * call meets something else, damage or a mistake of ours, that is its own fault:
 * the batch is made anew, each call with a way back of its own.
 */
export class Transactions {
  #file: SqlFile;
  #writer: DiskWriter;

  constructor(file: SqlFile, writer: DiskWriter) {
    this.#file = file;
    this.#writer = writer;
  }

  /** Has the last batch written anything that is settled? */
  wrote = false;

  /** What became of each call. */
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
    // What is counted and what is at hand has to be that of the way back.
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
   * What was in the log of a transaction whose sync has failed would come back
   * after a crash, though it was refused: the next one takes its place there.
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
