import { ReplyError } from "../../base/errors.ts";
import type { Log } from "../../observe/log.ts";
import { isOurs, reasonOf, refusalWord } from "./redis_fault.ts";

/**
 * Most unreadable records that are logged by name; for further ones, one line
 * says that there are more.
 */
const MAX_TOLD = 100;

/**
 * Records in Redis that GIM did not write, or that were cut off. Each is left
 * out by itself, and logged once.
 */
export class UnreadableRecords {
  #log: Pick<Log, "error">;
  #logged = new Set<string>();

  constructor(log: Pick<Log, "error">) {
    this.#log = log;
  }

  /** Logs a record that cannot be read, without its content. */
  note(record: string, fault: unknown): void {
    if (this.#logged.has(record) || this.#logged.size > MAX_TOLD) return;
    this.#logged.add(record);
    if (this.#logged.size > MAX_TOLD) {
      return this.#log.error("more unreadable records: not told of any more");
    }
    // The message of JSON.parse quotes its input.
    const reason = fault instanceof SyntaxError ? "no JSON" : reasonOf(fault);
    this.#log.error("unreadable record", { record, reason });
  }

  /** The result of `read`, or `otherwise` if it throws. */
  or<T, U>(record: string, read: () => T, otherwise: U): T | U {
    try {
      return read();
    } catch (fault) {
      this.note(record, fault);
      return otherwise;
    }
  }

  /**
   * The answer of Redis, or `otherwise` if the record is of another kind. A
   * refusal, or Redis being out of reach, says nothing about the record: an
   * empty list in place of that would end memberships.
   *
   * @throws the answer's fault, if it is not about the record
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

/** Is the fault about the record's content, and not about Redis? */
function isOfRecord(fault: unknown): boolean {
  if (fault instanceof ReplyError) return false;
  if (fault instanceof SyntaxError || fault instanceof TypeError) return true;
  return isOurs(fault) && refusalWord(fault) === undefined;
}
