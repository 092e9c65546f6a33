import { BoundedMap } from "../../../base/bounded_map.ts";
import type { UserQuotas } from "../../../domain/quotas.ts";
import type { Moment } from "../../memory/moments.ts";
import { contentOf, digestOf } from "../../shared/draft.ts";
import type { Draft } from "../../storage.ts";
import type { Row, Sql } from "../file/sql.ts";
import type { Counters } from "./counters.ts";

/** The message that a request id has stored. */
export interface Remembered {
  readonly sequence: number;
  readonly id: string;
  readonly createdAt: number;
}

/** The result of looking up a request id. */
export type Recollection = Remembered | "new" | "conflict";

/** What {@linkcode DiskRequestIds} needs. */
export interface DiskRequestIdsOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  /** Most ids; the older half is removed. */
  readonly maxRequestIds: number;
  /** Milliseconds for which an id is remembered. */
  readonly requestIdAge: number;
  readonly quotas: UserQuotas;
}

const FIND = `SELECT sequence, id, created_at, digest, at FROM request_ids
  WHERE generation = ? AND conversation = ? AND sender = ? AND request_id = ?`;
const ADD = `INSERT OR REPLACE INTO request_ids
  (generation, conversation, sender, request_id, sequence, id, created_at,
  digest, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const OLD = `DELETE FROM request_ids
  WHERE (generation, conversation, sender, request_id) IN (
    SELECT generation, conversation, sender, request_id FROM request_ids
    WHERE generation < ? ORDER BY generation LIMIT ?)`;

const COUNT = `SELECT count(*) FROM request_ids
  WHERE sender = ? AND generation >= ?`;
const ALL_OF = "DELETE FROM request_ids WHERE sender = ?";
const OWN_OLDEST = `DELETE FROM request_ids
  WHERE (generation, conversation, sender, request_id) IN (
    SELECT generation, conversation, sender, request_id FROM request_ids
    WHERE sender = ? ORDER BY at LIMIT ?)`;

const OWN_OLDEST_IN = `SELECT count(*) FROM (SELECT generation
  FROM request_ids WHERE sender = ? ORDER BY at LIMIT ?) WHERE generation = ?`;

/** Most senders of whom it is remembered how many ids they have. */
const MAX_COUNTED = 10_000;

/**
 * The retention window of idempotent sends, like {@linkcode RequestIds} in
 * memory. Each id belongs to the generation in which it was used; the newest
 * two generations count. So whole generations are deleted, and ages need no
 * index.
 */
export class DiskRequestIds {
  #options: DiskRequestIdsOptions;
  #counts = new BoundedMap<string, number>(MAX_COUNTED);

  constructor(options: DiskRequestIdsOptions) {
    this.#options = options;
  }

  /** Looks up a use of a request id. */
  find(conversation: number, draft: Draft, { steady }: Moment): Recollection {
    const { sql, counters: { now }, requestIdAge } = this.#options;
    const { senderId, requestId = "" } = draft;
    const found = [now.generation, now.generation - 1]
      .map((each) => sql.get(FIND, each, conversation, senderId, requestId))
      .find((row) => row !== undefined && steady - atOf(row) <= requestIdAge);
    if (found === undefined) return "new";
    const [sequence, id, createdAt, digest] = found as [
      ...[number, string, number, string],
    ];
    if (digest !== digestOf(contentOf(draft))) return "conflict";
    return { sequence, id, createdAt };
  }

  /** Remembers a use. */
  add(
    conversation: number,
    { draft, stored }: { draft: Draft; stored: Remembered },
    { steady }: Moment,
  ): void {
    const { sql, counters: { now } } = this.#options;
    this.#turnOver(steady);
    const { sequence, id, createdAt } = stored;
    const { senderId, requestId = "" } = draft;
    const key = [now.generation, conversation, senderId, requestId];
    const digest = digestOf(contentOf(draft));
    sql.run(ADD, ...key, sequence, id, createdAt, digest, steady);
    now.generation_size++;
    now.request_ids++;
    this.#limit(senderId);
  }

  /** Removes all of a sender's. */
  forgetAllOf(senderId: string): void {
    const { sql, counters: { now } } = this.#options;
    now.request_ids -= sql.run(ALL_OF, senderId).changes;
    this.#counts.delete(senderId);
  }

  /** Drops what is remembered of what may not have been committed. */
  reset(): void {
    this.#counts.clear();
  }

  /** Removes a user's own oldest ids if there are too many. */
  #limit(senderId: string): void {
    const { sql, counters: { now }, quotas } = this.#options;
    const known = this.#counts.get(senderId);
    const count = known === undefined
      ? Number(sql.get(COUNT, senderId, now.generation - 1)?.[0])
      : known + 1;
    this.#counts.set(senderId, count);
    const over = count - quotas.maxRequestIds;
    if (over <= 0) return;
    // Else whoever uses many ids would end a generation for everybody.
    const query = [senderId, over, now.generation] as const;
    now.generation_size -= Number(sql.get(OWN_OLDEST_IN, ...query)?.[0]);
    now.request_ids -= sql.run(OWN_OLDEST, senderId, over).changes;
    this.#counts.set(senderId, count - over);
  }

  /** Deletes some ids of old generations; returns how many. */
  clear(limit: number): number {
    const { sql, counters: { now } } = this.#options;
    if (now.request_ids === 0) return 0;
    const cleared = sql.run(OLD, now.generation - 1, limit).changes;
    now.request_ids -= cleared;
    return cleared;
  }

  /** Begins a new generation if this one is full or old. */
  #turnOver(steady: number): void {
    const { counters: { now }, maxRequestIds, requestIdAge } = this.#options;
    const isFull = now.generation_size >= Math.ceil(maxRequestIds / 2);
    const isOld = steady - now.generation_since > requestIdAge;
    if (!isFull && !isOld) return;
    now.generation++;
    now.generation_since = steady;
    this.#counts.clear();
    now.generation_size = 0;
  }
}

function atOf(row: Row): number {
  return row[4] as number;
}
