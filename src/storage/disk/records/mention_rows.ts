import { EVERYBODY } from "../../../domain/extras.ts";
import type { Message } from "../../../domain/model.ts";
import type { Sql } from "../file/sql.ts";

const ADD = `INSERT OR IGNORE INTO mentions (conversation, sequence, user)
  VALUES (?, ?, ?)`;
const REMOVE = "DELETE FROM mentions WHERE conversation = ? AND sequence = ?";
const REMOVE_BEFORE =
  "DELETE FROM mentions WHERE conversation = ? AND sequence < ?";
const COUNT = `SELECT count(*) FROM mentions
  WHERE conversation = ?1 AND user IN (?2, ?3) AND sequence > ?4`;

/** Notes whom a message mentions. */
export function addMentions(
  sql: Sql,
  conversation: number,
  { sequence, extras }: Pick<Message, "sequence" | "extras">,
): void {
  for (const userId of extras?.mentions ?? []) {
    sql.run(ADD, conversation, sequence, userId);
  }
}

/** A message no longer mentions anybody. */
export function removeMentions(
  sql: Sql,
  conversation: number,
  sequence: number,
): void {
  sql.run(REMOVE, conversation, sequence);
}

/** Messages below a sequence are no longer kept. */
export function removeMentionsBefore(
  sql: Sql,
  conversation: number,
  sequence: number,
): void {
  sql.run(REMOVE_BEFORE, conversation, sequence);
}

/** How many messages after a sequence mention a user, or everybody. */
export function countMentions(
  sql: Sql,
  conversation: number,
  { userId, after }: { readonly userId: string; readonly after: number },
): number {
  const row = sql.get(COUNT, conversation, userId, EVERYBODY, after);
  return row?.[0] as number;
}
