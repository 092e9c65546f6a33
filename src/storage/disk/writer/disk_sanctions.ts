import { SYSTEM } from "../../../domain/ids.ts";
import type { UserQuotas } from "../../../domain/quotas.ts";
import {
  LIFTED,
  MAX_SANCTIONS,
  type Sanction,
  type SanctionChange,
  type SanctionKind,
} from "../../../domain/sanction.ts";
import type { Moment } from "../../memory/moments.ts";
import {
  sanctionsFull,
  sanctionsFullEverywhere,
  sanctionsOfFull,
} from "../../shared/refusals.ts";
import type { Sql } from "../file/sql.ts";
import { toColumn } from "../file/text_column.ts";
import { PassedOver } from "../passed_over.ts";
import type { RoomHead } from "../records/room_head.ts";
import { SANCTION_COLUMNS, sanctionId } from "../records/sanction_row.ts";
import { sanctionOf } from "../records/standing.ts";
import type { Counters } from "./counters.ts";
import type { DiskConversations } from "./disk_conversations.ts";

const ADD = `INSERT INTO sanctions (conversation, ${SANCTION_COLUMNS})
  VALUES (?, ?, ?, ?, ?, ?)`;
const REMOVE = "DELETE FROM sanctions WHERE conversation = ? AND id = ?";
const IN_FORCE = `SELECT count(*) FROM sanctions
  WHERE conversation = ? AND (until IS NULL OR until > ?)`;
const OF_MAKER = "SELECT sum(sanctions) FROM chatrooms WHERE created_by = ?";
const IN_FORCE_OF_MAKER = `SELECT count(*) FROM sanctions
  JOIN chatrooms USING (conversation)
  WHERE created_by = ? AND (until IS NULL OR until > ?)`;
const REMOVE_ENDED =
  "DELETE FROM sanctions WHERE conversation = ? AND until <= ?";
const ENDED = "SELECT conversation, id FROM sanctions WHERE until <= ?";
const COUNT = "UPDATE chatrooms SET sanctions = ? WHERE conversation = ?";

/** Whom a sanction concerns, and when it has to hold. */
export interface SanctionQuery {
  readonly kind: SanctionKind;
  readonly userId: string;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** What {@linkcode DiskSanctions} needs. */
export interface DiskSanctionsOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly conversations: DiskConversations;
  /** Most sanctions of all chatrooms together. */
  readonly maxSanctions: number;
  readonly quotas: Pick<UserQuotas, "maxSanctions">;
}

/**
 * The sanctions in the file. One that has ended counts for nothing, and is
 * deleted some time.
 */
export class DiskSanctions {
  #sql: Sql;
  #counters: Counters;
  #conversations: DiskConversations;
  #limits: Pick<DiskSanctionsOptions, "maxSanctions" | "quotas">;
  /** Chatrooms of which none could be removed. */
  #passedOver = new PassedOver<number>();

  constructor(options: DiskSanctionsOptions) {
    this.#sql = options.sql;
    this.#counters = options.counters;
    this.#conversations = options.conversations;
    this.#limits = options;
  }

  /** The user's sanction of this kind that is in force now. */
  find(head: RoomHead, query: SanctionQuery): Sanction | undefined {
    return sanctionOf(this.#sql, head, query);
  }

  /** @throws {ReplyError} 403, 503 when as many are in force as may be */
  requirePlace({ number, room }: RoomHead, { time }: Moment): void {
    const count = (query: string, ...asked: (string | number)[]) =>
      Number(this.#sql.get(query, ...asked)?.[0] ?? 0);
    // Those that have ended count until they are deleted: first what is quick.
    const isFull = room.sanctions >= MAX_SANCTIONS &&
      count(IN_FORCE, number, time) >= MAX_SANCTIONS;
    if (isFull) throw sanctionsFull();
    const { maxSanctions, quotas: { maxSanctions: each } } = this.#limits;
    const { createdBy } = room;
    const isShareFull = createdBy !== SYSTEM &&
      count(OF_MAKER, createdBy) >= each &&
      count(IN_FORCE_OF_MAKER, createdBy, time) >= each;
    if (isShareFull) throw sanctionsOfFull(each);
    if (this.#counters.now.sanctions >= maxSanctions) {
      throw sanctionsFullEverywhere();
    }
  }

  /** Imposes or lifts one for which there is a place. */
  change(
    head: RoomHead,
    { kind, userId, until, reason }: SanctionChange,
    { by, time }: { by: string; time: number },
  ): void {
    const { number, room } = head;
    const id = sanctionId(kind, userId);
    let count = room.sanctions;
    if (count >= MAX_SANCTIONS) {
      count -= this.#sql.run(REMOVE_ENDED, number, time).changes;
    }
    if (count > 0) count -= this.#sql.run(REMOVE, number, id).changes;
    if (until !== LIFTED) {
      const words = reason === undefined ? null : toColumn(reason);
      this.#sql.run(ADD, number, id, until ?? null, words, by, time);
      count++;
    }
    this.#count(head, count);
  }

  /** Deletes some that have ended; returns how many. */
  clear({ time }: Moment, limit: number): number {
    const ended = this.#passedOver
      .firstOf<[number, string]>(this.#sql.iterate(ENDED, time), limit);
    for (const [number, id] of ended) {
      this.#passedOver.attempt(number, () => {
        const head = this.#conversations.numbered(number) as RoomHead;
        this.#sql.run(REMOVE, number, id);
        this.#count(head, head.room.sanctions - 1);
      });
    }
    return ended.length;
  }

  #count({ number, room }: RoomHead, count: number): void {
    if (room.sanctions === count) return;
    this.#counters.now.sanctions += count - room.sanctions;
    room.sanctions = count;
    this.#sql.run(COUNT, count, number);
  }
}
