import type { Moment } from "../../memory/moments.ts";
import type { Sql } from "../file/sql.ts";

/** The longest slow mode, in milliseconds: what is older counts for nothing. */
const LONGEST = 3_600_000;

const LAST = "SELECT at FROM slow_sends WHERE conversation = ? AND user = ?";
const NOTE = `INSERT OR REPLACE INTO slow_sends (conversation, user, at)
  VALUES (?, ?, ?)`;
const CLEAR = `DELETE FROM slow_sends WHERE (conversation, user) IN
  (SELECT conversation, user FROM slow_sends WHERE at <= ? LIMIT ?)`;

/** When members of chatrooms in slow mode last sent a message, in the file. */
export class DiskSlowSends {
  #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /**
   * Milliseconds since a member's last message, if it is known. One from the
   * future, as the machine's clock was set back between two starts, is not.
   */
  since(
    conversation: number,
    userId: string,
    { steady }: Moment,
  ): number | undefined {
    const [at] = (this.#sql.get(LAST, conversation, userId) ?? []) as [number?];
    return at === undefined || at > steady ? undefined : steady - at;
  }

  /** A member has sent a message. */
  note(conversation: number, userId: string, { steady }: Moment): void {
    this.#sql.run(NOTE, conversation, userId, steady);
  }

  /** Deletes some that count for nothing; returns how many. */
  clear({ steady }: Moment, limit: number): number {
    return this.#sql.run(CLEAR, steady - LONGEST, limit).changes;
  }
}
