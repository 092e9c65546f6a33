import {
  FULL_ACCESS,
  type ServiceBan,
  type UserAccess,
} from "../../../domain/user_access.ts";
import type { Moment } from "../../memory/moments.ts";
import { restrictedFull } from "../../shared/refusals.ts";
import type { Row, Sql } from "../file/sql.ts";
import { fromColumn, toColumn } from "../file/text_column.ts";

/** What {@linkcode toAccess} takes. */
export const ACCESS_COLUMNS = "banned, ban_until, ban_reason, revoked_at";

const FIND = `SELECT ${ACCESS_COLUMNS} FROM restricted WHERE user = ?`;
const COUNT = "SELECT count(*) FROM restricted";
/** Of whom nothing is in force any more. */
const ENDED = "revoked_at IS NULL AND ban_until <= ?";
const COUNT_ENDED = `SELECT count(*) FROM restricted WHERE ${ENDED}`;
const REMOVE_ENDED = `DELETE FROM restricted WHERE user IN (
  SELECT user FROM restricted WHERE ${ENDED} LIMIT ?)`;
const SET = `INSERT OR REPLACE INTO restricted
  (user, ${ACCESS_COLUMNS}) VALUES (?, ?, ?, ?, ?)`;
const REMOVE = "DELETE FROM restricted WHERE user = ?";

/** Bans that have ended and are deleted together. */
const REMOVED_AT_ONCE = 500;

/** What {@linkcode DiskAccess} needs. */
export interface DiskAccessOptions {
  readonly sql: Sql;
  /** Most users of whom something is known that is in force. */
  readonly maxRestricted: number;
}

/** Who is banned from the service, and whose tokens are revoked. */
export class DiskAccess {
  #sql: Sql;
  #limit: number;

  constructor({ sql, maxRestricted }: DiskAccessOptions) {
    this.#sql = sql;
    this.#limit = maxRestricted;
  }

  /** Bans a user, or lifts that. @throws {ReplyError} 403 when full */
  ban(userId: string, ban: ServiceBan | undefined, now: Moment): void {
    this.#change(userId, { ban }, now);
  }

  /** Notes a revocation. @throws {ReplyError} 403 when full */
  revoke(userId: string, at: number, now: Moment): void {
    const { revokedAt = 0 } = readAccess(this.#sql, userId) ?? {};
    this.#change(userId, { revokedAt: Math.max(at, revokedAt) }, now);
  }

  #change(userId: string, change: Partial<UserAccess>, now: Moment): void {
    const sql = this.#sql;
    const known = readAccess(sql, userId);
    const { ban, revokedAt } = { ...known ?? FULL_ACCESS, ...change };
    if (ban === undefined && revokedAt === undefined) {
      if (known !== undefined) sql.run(REMOVE, userId);
      return;
    }
    if (known === undefined) this.#takePlace(now);
    writeAccess(sql, userId, { ban, revokedAt });
  }

  /** @throws {ReplyError} 403 */
  #takePlace({ time }: Moment): void {
    const sql = this.#sql;
    const count = Number(sql.get(COUNT)?.[0]);
    if (count < this.#limit) return;
    const ended = Number(sql.get(COUNT_ENDED, time)?.[0]);
    if (count - ended >= this.#limit) throw restrictedFull();
    sql.run(REMOVE_ENDED, time, REMOVED_AT_ONCE);
  }
}

/** Whether a user may use the service; undefined if nothing is known against them. */
export function readAccess(sql: Sql, userId: string): UserAccess | undefined {
  const row = sql.get(FIND, userId);
  return row && toAccess(row);
}

/** Writes down what is held against a user. */
export function writeAccess(
  sql: Sql,
  userId: string,
  { ban, revokedAt }: UserAccess,
): void {
  sql.run(
    SET,
    userId,
    ban === undefined ? 0 : 1,
    ban?.until ?? null,
    ban?.reason === undefined ? null : toColumn(ban.reason),
    revokedAt ?? null,
  );
}

/** What is held against a user, by {@linkcode ACCESS_COLUMNS}. */
export function toAccess([banned, until, reason, revokedAt]: Row): UserAccess {
  const ban = {
    until: (until ?? undefined) as number | undefined,
    reason: (reason ?? null) === null ? undefined : fromColumn(reason),
  };
  return {
    ban: banned === 1 ? ban : undefined,
    revokedAt: (revokedAt ?? undefined) as number | undefined,
  };
}
