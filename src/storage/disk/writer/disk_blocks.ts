import { CHATROOM } from "../../../domain/ids.ts";
import { MAX_BLOCKS } from "../../../domain/sanction.ts";
import type { Moment } from "../../memory/moments.ts";
import type { ChangeRequest } from "../../message_changes.ts";
import {
  blockedBy,
  blocksFull,
  blocksFullEverywhere,
  changeBlockedBy,
  noSuchUser,
} from "../../shared/refusals.ts";
import type { Draft } from "../../storage.ts";
import type { Sql } from "../file/sql.ts";
import type { Counters } from "./counters.ts";
import type { DiskUsers } from "./disk_users.ts";

const HAS = "SELECT 1 FROM blocks WHERE user = ? AND other = ?";
const COUNT = "SELECT count(*) FROM blocks WHERE user = ?";
const ADD = "INSERT INTO blocks (user, other, at) VALUES (?, ?, ?)";
const REMOVE = "DELETE FROM blocks WHERE user = ? AND other = ?";
const REMOVE_ALL = "DELETE FROM blocks WHERE user = ?";

/** What {@linkcode DiskBlocks} needs. */
export interface DiskBlocksOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly users: DiskUsers;
  /** Most blocks of all users together. */
  readonly maxBlocks: number;
}

/** Whom each user has blocked, in the file. */
export class DiskBlocks {
  #options: DiskBlocksOptions;

  constructor(options: DiskBlocksOptions) {
    this.#options = options;
  }

  /** @throws {ReplyError} 403 where the receiver has blocked the sender */
  requireNone({ conversation: { target }, senderId, privileged }: Draft): void {
    if (!privileged && this.has(target, senderId)) throw blockedBy(target);
  }

  /**
   * A recall takes something away, and anybody may.
   *
   * @throws {ReplyError} 403 where the other has blocked who edits or reacts
   */
  requireChange({ conversation: ref, userId, kind }: ChangeRequest): void {
    if (ref.type === CHATROOM || kind === "recalled") return;
    if (this.has(ref.target, userId)) throw changeBlockedBy(ref.target);
  }

  /** Has a user blocked another? Where nobody blocks it asks no file. */
  has(userId: string, otherId: string): boolean {
    const { sql, counters: { now } } = this.#options;
    return now.blocks > 0 && sql.get(HAS, userId, otherId) !== undefined;
  }

  /** Blocks a user for another. @throws {ReplyError} 404, 403 `full`, 503 */
  add(userId: string, otherId: string, now: Moment): void {
    const { sql, counters, users, maxBlocks } = this.#options;
    if (users.get(otherId) === undefined) throw noSuchUser(otherId);
    if (this.has(userId, otherId)) return;
    const [count] = sql.get(COUNT, userId) as [number];
    if (count >= MAX_BLOCKS) throw blocksFull();
    if (counters.now.blocks >= maxBlocks) throw blocksFullEverywhere();
    // Whoever is not known would never be forgotten, and this with them.
    users.enter(userId, undefined, now);
    sql.run(ADD, userId, otherId, now.time);
    counters.now.blocks++;
  }

  /** Blocks a user no longer. */
  remove(userId: string, otherId: string): void {
    if (this.has(userId, otherId)) this.#run(REMOVE, userId, otherId);
  }

  /** A user is removed. */
  drop(userId: string): void {
    if (this.#options.counters.now.blocks > 0) this.#run(REMOVE_ALL, userId);
  }

  #run(statement: string, ...ids: string[]): void {
    const { sql, counters } = this.#options;
    counters.now.blocks -= sql.run(statement, ...ids).changes;
  }
}
