import type { User } from "../../../domain/model.ts";
import type { Sql } from "../file/sql.ts";
import { fromColumn } from "../file/text_column.ts";

const USER = "SELECT name, last_seen FROM users WHERE id = ?";

/** A user; undefined if there is none. */
export function readUser(sql: Sql, id: string): User | undefined {
  const row = sql.get(USER, id);
  if (row === undefined) return undefined;
  return { id, name: fromColumn(row[0]), lastSeen: row[1] as number };
}

/** A user's name; for an unknown user, the id. */
export function readName(sql: Sql, id: string): string {
  return readUser(sql, id)?.name ?? id;
}
