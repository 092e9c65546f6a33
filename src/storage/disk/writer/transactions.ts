import { ReplyError } from "../../../base/errors.ts";
import type { Batch, Call, Outcome } from "../batch.ts";
import { type DiskFault, diskFault } from "../file/disk_fault.ts";
import type { SqlFile } from "../file/sql.ts";
import { answered, failed, makeCall } from "../run_calls.ts";
import type { DiskWriter } from "./disk_writer.ts";

/** Faults of the file that affect every call of a transaction. */
const OF_ALL: ReadonlySet<DiskFault> = new Set(["full", "broken"]);
/** Calls left out of a batch before each call gets a transaction of its own. */
const MAX_LEFT_OUT = 5;

/** A call that failed, perhaps after it had written something. */
class CallFailed extends Error {
  override readonly name = "CallFailed";
  override readonly cause: unknown;
  readonly call: Call;

  constructor(call: Call, cause: unknown) {
    super(`${call[0]} failed`);
    this.call = call;
    this.cause = cause;
  }
}

/**
 * Makes the calls of a batch in one transaction, and answers when it is
 * committed. If the disk accepts no writes all calls fail and none has
 * happened. If a single call meets another fault, damage or a mistake of ours,
 * only that call fails: the batch is made again without it.
 */
export class Transactions {
  #file: SqlFile;
  #writer: DiskWriter;
  /** Did the last batch write anything that is committed? */
  wrote = false;

  constructor(file: SqlFile, writer: DiskWriter) {
    this.#file = file;
    this.#writer = writer;
  }

  /** The outcome of each call. */
  run({ now, calls }: Batch): Outcome[] {
    if (now !== undefined) this.#writer.at(now);
    this.wrote = false;
    const known = new Map<Call, Outcome>();
    while (known.size <= MAX_LEFT_OUT) {
      try {
        return this.#together(calls, known);
      } catch (thrown) {
        this.#takeBack();
        const cause = thrown instanceof CallFailed ? thrown.cause : thrown;
        if (OF_ALL.has(diskFault(cause))) return this.#refuseAll(calls, cause);
        if (!(thrown instanceof CallFailed)) break;
        known.set(thrown.call, failed(cause));
      }
    }
    return calls.map((call) => known.get(call) ?? this.#alone(call));
  }

  /** Makes all calls whose outcome is not known yet in one transaction. */
  #together(
    calls: readonly Call[],
    known: ReadonlyMap<Call, Outcome>,
  ): Outcome[] {
    this.#file.begin();
    const outcomes = calls.map((call) => known.get(call) ?? this.#make(call));
    this.#writer.flush();
    const writes = this.#file.changes > 0;
    this.#file.commit();
    this.wrote ||= writes;
    return outcomes;
  }

  #make(call: Call): Outcome {
    const before = this.#file.changes;
    try {
      return answered(makeCall(this.#writer, call));
    } catch (thrown) {
      const hasWritten = this.#file.changes !== before;
      const isRefusal = thrown instanceof ReplyError && !hasWritten;
      if (isRefusal) return failed(thrown);
      throw new CallFailed(call, thrown);
    }
  }

  #alone(call: Call): Outcome {
    try {
      const [outcome] = this.#together([call], new Map());
      return outcome as Outcome;
    } catch (thrown) {
      this.#takeBack();
      return failed(thrown instanceof CallFailed ? thrown.cause : thrown);
    }
  }

  /**
   * After a failed sync the transaction is in the log all the same, and a crash
   * would bring it back, although it was refused. The next transaction takes
   * its place in the log, so one is made at once.
   */
  #refuseAll(calls: readonly Call[], thrown: unknown): Outcome[] {
    this.#alone(["probe", []]);
    this.wrote = false;
    const outcome = failed(thrown);
    return calls.map(() => outcome);
  }

  #takeBack(): void {
    this.#file.rollback();
    this.#writer.reset();
  }
}
