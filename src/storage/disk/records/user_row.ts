import type { KeyData } from "../../../domain/key_data.ts";
import type { User } from "../../../domain/model.ts";
import type { Sql } from "../file/sql.ts";
import { fromColumn } from "../file/text_column.ts";

const USER = "SELECT name, last_seen, data FROM users WHERE id = ?";

/** A user; undefined if there is none. */
export function readUser(sql: Sql, id: string): User | undefined {
  const row = sql.get(USER, id);
  if (row === undefined) return undefined;
  const [name, lastSeen, data] = row;
  const user = { id, name: fromColumn(name), lastSeen: lastSeen as number };
  return data === null ? user : { ...user, data: dataOf(data) };
}

/** What a user has written about themselves. */
export function dataOf(column: unknown): KeyData {
  return JSON.parse(column as string);
}

/** The column of that. */
export function dataColumn(data: KeyData): string | null {
  return Object.keys(data).length > 0 ? JSON.stringify(data) : null;
}

/** A user's name; for an unknown user, the id. */
export function readName(sql: Sql, id: string): string {
  return readUser(sql, id)?.name ?? id;
}
