import type { ConversationKey } from "../../../domain/ids.ts";
import type { Moment } from "../../memory/moments.ts";
import type { Sql } from "../file/sql.ts";
import type { Head } from "../records/head.ts";

const COUNT = "SELECT count(*) FROM unanswered WHERE user = ?";
const COLDEST = `SELECT key FROM unanswered
  JOIN conversations ON number = conversation
  WHERE user = ? ORDER BY at LIMIT 1`;
const ADD = `INSERT OR REPLACE INTO unanswered (conversation, user, at)
  VALUES (?, ?, ?)`;
const WARM = "UPDATE unanswered SET at = ? WHERE conversation = ? AND at <= ?";
const REMOVE = "DELETE FROM unanswered WHERE conversation = ?";

/** Milliseconds by which the order may be wrong: a message seldom writes it. */
const RESOLUTION = 1000;

/** The private conversations in the file in which only one of the two wrote. */
export class DiskUnanswered {
  #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** How many of a user's conversations nobody has answered. */
  count(userId: string): number {
    return Number(this.#sql.get(COUNT, userId)?.[0]);
  }

  /** The coldest of a user's. */
  coldest(userId: string): ConversationKey | undefined {
    return this.#sql.get(COLDEST, userId)?.[0] as ConversationKey | undefined;
  }

  /** A user opens a conversation. */
  add({ number }: Head, userId: string, { steady }: Moment): void {
    this.#sql.run(ADD, number, userId, steady);
  }

  /** Who opened it writes once more. */
  warm({ number }: Head, { steady }: Moment): void {
    this.#sql.run(WARM, steady, number, steady - RESOLUTION);
  }

  /** It was answered, or is removed. */
  remove({ number }: Head): void {
    this.#sql.run(REMOVE, number);
  }
}
