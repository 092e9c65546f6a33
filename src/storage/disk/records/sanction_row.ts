import type { Sanction, SanctionKind } from "../../../domain/sanction.ts";
import type { Row, Sql } from "../file/sql.ts";
import { fromColumn } from "../file/text_column.ts";

/** The columns that {@linkcode toSanction} reads. */
export const SANCTION_COLUMNS = "id, until, reason, by, at";

const IN_FORCE = `SELECT ${SANCTION_COLUMNS} FROM sanctions
  WHERE conversation = ? AND id = ? AND (until IS NULL OR until > ?)`;

/** The id of a user's sanction of a kind: a user has one of each. */
export function sanctionId(kind: SanctionKind, userId: string): string {
  return `${kind}:${userId}`;
}

/** The user's sanction of this kind that is in force now. */
export function readSanction(
  sql: Sql,
  conversation: number,
  { kind, userId, now }: { kind: SanctionKind; userId: string; now: number },
): Sanction | undefined {
  const id = sanctionId(kind, userId);
  const row = sql.get(IN_FORCE, conversation, id, now);
  return row && toSanction(row);
}

/** The sanction of a row. */
export function toSanction([id, until, reason, by, at]: Row): Sanction {
  const [kind, userId] = (id as string).split(":") as [SanctionKind, string];
  return {
    kind,
    userId,
    until: (until ?? undefined) as number | undefined,
    reason: reason === null ? undefined : fromColumn(reason),
    by: by as string,
    at: at as number,
  };
}
