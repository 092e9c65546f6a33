import type { Moment } from "../../memory/moments.ts";
import type { Cleared, Upkeep } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import { PassedOver } from "../passed_over.ts";
import type { Head } from "../records/head.ts";
import { isOf, placeOf } from "../records/place.ts";
import type { Counters } from "./counters.ts";
import type { DiskConversations } from "./disk_conversations.ts";
import type { DiskMessages } from "./disk_messages.ts";
import type { DiskRequestIds } from "./disk_request_ids.ts";
import type { DiskSanctions } from "./disk_sanctions.ts";
import type { DiskSlowSends } from "./disk_slow_sends.ts";
import { forAWhile } from "./for_a_while.ts";

/** Most rows that are deleted in one step, which takes about a millisecond. */
export const CLEARED_AT_ONCE = 100;
/** Most pages that are given back in one step. */
const SHRUNK_AT_ONCE = 64;
/**
 * Most unused pages that one step looks at. To give one back SQLite searches
 * for it among all unused ones, 150,000 of which take it a millisecond.
 */
const SEARCHED_AT_ONCE = 1_000_000;
/** Unused pages that are kept for later: so many, or a share of the file. */
const SPARE_PAGES = 256;
const SPARE_PART = 1 / 8;

const AGED = `SELECT number FROM conversations
  WHERE oldest_at <= ? ORDER BY oldest_at`;
const OLDEST = `SELECT sequence, created_at FROM messages
  WHERE ${isOf("?1")} ORDER BY place LIMIT ?2`;
const AGE = "UPDATE conversations SET oldest_at = ? WHERE number = ?";
const ALL_GONE = `UPDATE conversations
  SET last = ?, last_at = ?, oldest_at = NULL WHERE number = ?`;
const DROPPED = "SELECT conversation FROM dropped";
const ALL_CLEARED = "DELETE FROM dropped WHERE conversation = ?";
const CLEAR_MESSAGES = `DELETE FROM messages
  WHERE place >= ${placeOf("?1", "0")} AND place < CAST(?2 AS INTEGER) +
    (SELECT min(place) FROM messages WHERE ${isOf("?1")})`;
const CLEAR_CHANGES = `DELETE FROM changes WHERE conversation = ?1
  AND number < ?2 + (SELECT min(number) FROM changes WHERE conversation = ?1)`;
const CLEAR_MENTIONS = `DELETE FROM mentions WHERE conversation = ?1
  AND sequence < ?2 + (SELECT min(sequence) FROM mentions
    WHERE conversation = ?1)`;
const CLEAR_SANCTIONS = `DELETE FROM sanctions
  WHERE (conversation, id) IN
  (SELECT conversation, id FROM sanctions WHERE conversation = ? LIMIT ?)`;
const CLEAR_SLOW_SENDS = `DELETE FROM slow_sends
  WHERE (conversation, user) IN
  (SELECT conversation, user FROM slow_sends WHERE conversation = ? LIMIT ?)`;
const CLEAR_REACTIONS = `DELETE FROM reactions WHERE conversation = ?1
  AND sequence < ?2 + (SELECT min(sequence) FROM reactions
    WHERE conversation = ?1)`;
const OF_DROPPED = [
  ...[CLEAR_CHANGES, CLEAR_MENTIONS, CLEAR_REACTIONS, CLEAR_SANCTIONS],
  CLEAR_SLOW_SENDS,
];

const PROBE = "UPDATE state SET only = only";

/** Nothing was due. */
const NOTHING: Upkeep = { more: false, touched: [] };

/** What {@linkcode DiskClearing} needs. */
export interface DiskClearingOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly conversations: DiskConversations;
  readonly messages: DiskMessages;
  readonly requestIds: DiskRequestIds;
  readonly sanctions: DiskSanctions;
  readonly slowSends: DiskSlowSends;
  /** Milliseconds for which a message is kept; undefined: for ever. */
  readonly historyAge: number | undefined;
  /** Milliseconds since a fixed point. */
  readonly elapsed: () => number;
}

/** Deletes rows that nobody is shown any more, some in each step. */
export class DiskClearing {
  #options: DiskClearingOptions;
  #aged = new PassedOver<number>();
  #dropped = new PassedOver<number>();

  constructor(options: DiskClearingOptions) {
    this.#options = options;
  }

  /** Deletes rows of one kind for some milliseconds. */
  clear(kind: Cleared, ms: number, now: Moment): Upkeep {
    const { elapsed, requestIds, sanctions, slowSends } = this.#options;
    const most = CLEARED_AT_ONCE;
    const steps: Record<Cleared, () => Upkeep> = {
      aged: () => this.#clearAged(now),
      dropped: () => this.#clearDropped(),
      requestIds: () => upTo(most, requestIds.clear(most)),
      sanctions: () => upTo(most, sanctions.clear(now, most)),
      slowSends: () => upTo(most, slowSends.clear(now, most)),
    };
    return forAWhile({ ms, elapsed }, steps[kind]);
  }

  /** Gives some of the file's unused pages back. */
  shrink(): Upkeep {
    const { sql } = this.#options;
    const count = (pragma: string) => Number(sql.get(pragma)?.[0]);
    const unused = count("PRAGMA freelist_count");
    const spare = Math.max(
      SPARE_PAGES,
      count("PRAGMA page_count") * SPARE_PART,
    );
    if (unused <= spare) return NOTHING;
    const most = Math.floor(SEARCHED_AT_ONCE / unused);
    const given = Math.max(1, Math.min(SHRUNK_AT_ONCE, most));
    sql.all(`PRAGMA incremental_vacuum(${given})`);
    return { more: true, touched: [] };
  }

  /** Writes without changing anything. */
  probe(): void {
    this.#options.sql.run(PROBE);
  }

  /** Deletes from the conversation with the oldest messages. */
  #clearAged({ time }: Moment): Upkeep {
    const { sql, historyAge, conversations } = this.#options;
    if (historyAge === undefined) return NOTHING;
    const before = time - historyAge;
    const [aged] = this.#aged.firstOf<[number]>(sql.iterate(AGED, before), 1);
    if (aged === undefined) return NOTHING;
    return this.#aged.attempt(aged[0], () => {
      const head = conversations.numbered(aged[0]);
      this.#clearBefore(head, before);
      return { more: true, touched: [head.key] };
    });
  }

  #clearBefore(head: Head, before: number): void {
    const { sql, messages } = this.#options;
    const oldest = sql.all(OLDEST, head.number, CLEARED_AT_ONCE + 1) as [
      ...[number, number][],
    ];
    const kept = oldest.find(([, createdAt]) => createdAt > before) ??
      oldest[CLEARED_AT_ONCE];
    messages.removeBefore(head, kept?.[0] ?? head.last + 1);
    if (kept !== undefined) sql.run(AGE, kept[1], head.number);
    else sql.run(ALL_GONE, head.last, head.lastAt, head.number);
  }

  /** Deletes from a conversation that has been removed. */
  #clearDropped(): Upkeep {
    const { sql } = this.#options;
    const [dropped] = this.#dropped.firstOf<[number]>(sql.iterate(DROPPED), 1);
    if (dropped === undefined) return NOTHING;
    this.#dropped.attempt(dropped[0], () => this.#clearOf(dropped[0]));
    return { more: true, touched: [] };
  }

  #clearOf(dropped: number): void {
    const { sql, counters } = this.#options;
    const { changes } = sql.run(CLEAR_MESSAGES, dropped, CLEARED_AT_ONCE);
    counters.now.messages -= changes;
    const others = OF_DROPPED
      .map((clear) => sql.run(clear, dropped, CLEARED_AT_ONCE).changes)
      .reduce((sum, each) => sum + each, 0);
    if (changes + others === 0) sql.run(ALL_CLEARED, dropped);
  }
}

/** As many as may be at once: there are probably more. */
function upTo(most: number, count: number): Upkeep {
  return { more: count === most, touched: [] };
}
