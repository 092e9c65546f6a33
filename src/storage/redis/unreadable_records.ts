import { ReplyError } from "../../base/errors.ts";
import type { Log } from "../../observe/log.ts";
import { isOurs, reasonOf, refusalWord } from "./redis_fault.ts";

/** Records that are told of by name; of more it is said once that there are. */
const MAX_TOLD = 100;

/**
 * What in Redis is not what GIM writes there, as somebody else wrote it or it
 * was cut off. Each costs itself: it is left out, and told of once.
 */
export class UnreadableRecords {
  #log: Pick<Log, "error">;
  #told = new Set<string>();

  constructor(log: Pick<Log, "error">) {
    this.#log = log;
  }

  /** Tells of a record that cannot be read; nothing of what is in it. */
  note(record: string, fault: unknown): void {
    if (this.#told.has(record) || this.#told.size > MAX_TOLD) return;
    this.#told.add(record);
    if (this.#told.size > MAX_TOLD) {
      return this.#log.error("more unreadable records: not told of any more");
    }
    // JSON.parse quotes what it could not read.
    const reason = fault instanceof SyntaxError ? "no JSON" : reasonOf(fault);
    this.#log.error("unreadable record", { record, reason });
  }

  /** What `read` returns; `otherwise` where it throws. */
  or<T, U>(record: string, read: () => T, otherwise: U): T | U {
    try {
      return read();
    } catch (fault) {
      this.note(record, fault);
      return otherwise;
    }
  }

  /**
   * What Redis answers; `otherwise` where the record is of another kind. That
   * Redis refuses or is out of reach says nothing of the record: an empty list
   * in place of that would end memberships.
   *
   * @throws what the answer fails with, where it is not of the record
   */
  async orElse<T, U>(
    record: string,
    answer: Promise<T>,
    otherwise: U,
  ): Promise<T | U> {
    try {
      return await answer;
    } catch (fault) {
      if (!isOfRecord(fault)) throw fault;
      this.note(record, fault);
      return otherwise;
    }
  }
}

/** Is it about what the record holds, rather than about Redis? */
function isOfRecord(fault: unknown): boolean {
  if (fault instanceof ReplyError) return false;
  if (fault instanceof SyntaxError || fault instanceof TypeError) return true;
  return isOurs(fault) && refusalWord(fault) === undefined;
}
