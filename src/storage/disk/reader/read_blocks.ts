import type { Blocked, BlocksPage } from "../../governance.ts";
import type { ListPage } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import { readName } from "../records/user_row.ts";

/** A user has few enough for all of them to be read. */
const BLOCKS = `SELECT other, at FROM blocks
  WHERE user = ?1 AND at <= ?2 AND (at < ?2 OR other > ?3)
  ORDER BY at DESC, other LIMIT ?4`;

/** Whom a user has blocked, the newest first. */
export function readBlocks(
  sql: Sql,
  userId: string,
  { after, count }: ListPage,
): BlocksPage {
  const { time, id } = after ?? { time: Number.MAX_SAFE_INTEGER, id: "" };
  const found = sql.all(BLOCKS, userId, time, id, count + 1);
  const items = found.slice(0, count).map(([other, at]): Blocked => ({
    id: other as string,
    name: readName(sql, other as string),
    at: at as number,
  }));
  return { items, hasMore: found.length > count };
}
