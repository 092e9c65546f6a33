import type { Moment } from "../../memory/moments.ts";
import type { ConversationKey } from "../../../domain/ids.ts";
import type { Upkeep } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import type { Head } from "../records/head.ts";
import type { Counters } from "./counters.ts";
import type { DiskConversations } from "./disk_conversations.ts";
import type { DiskMessages } from "./disk_messages.ts";
import type { DiskRequestIds } from "./disk_request_ids.ts";

/** Most rows that are deleted in one step, which takes a few milliseconds. */
export const CLEARED_AT_ONCE = 500;
/** Most pages that are given back in one step. */
const SHRUNK_AT_ONCE = 64;
/** Unused pages that are kept for later: so many, or a share of the file. */
const SPARE_PAGES = 256;
const SPARE_PART = 1 / 8;

const AGED = `SELECT key FROM conversations
  WHERE oldest_at <= ? ORDER BY oldest_at LIMIT 1`;
const OLDEST = `SELECT sequence, created_at FROM messages
  WHERE conversation = ? ORDER BY sequence LIMIT ?`;
const AGE = "UPDATE conversations SET oldest_at = ? WHERE number = ?";
const ALL_GONE = `UPDATE conversations
  SET last = ?, last_at = ?, oldest_at = NULL WHERE number = ?`;
const DROPPED = "SELECT conversation FROM dropped LIMIT 1";
const CLEARED = "DELETE FROM dropped WHERE conversation = ?";
const CLEAR_MESSAGES = `DELETE FROM messages WHERE conversation = ?1
  AND sequence < ?2 + (SELECT min(sequence) FROM messages WHERE conversation = ?1)`;
const CLEAR_CHANGES = `DELETE FROM changes WHERE conversation = ?1
  AND number < ?2 + (SELECT min(number) FROM changes WHERE conversation = ?1)`;

const PROBE = "UPDATE state SET only = only";

/** What {@linkcode DiskClearing} needs. */
export interface DiskClearingOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly conversations: DiskConversations;
  readonly messages: DiskMessages;
  readonly requestIds: DiskRequestIds;
  /** Milliseconds for which a message is kept; undefined: for ever. */
  readonly historyAge: number | undefined;
}

/** Deletes rows that nobody is shown any more, some in each step. */
export class DiskClearing {
  #options: DiskClearingOptions;

  constructor(options: DiskClearingOptions) {
    this.#options = options;
  }

  /** Deletes some rows that are too old, or belong to something removed. */
  clear(now: Moment): Upkeep {
    const steps = [
      () => this.#clearAged(now),
      () => this.#clearDropped(),
      () => this.#options.requestIds.clear(CLEARED_AT_ONCE) === CLEARED_AT_ONCE,
    ];
    return { more: steps.some((step) => step()) };
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
    if (unused <= spare) return { more: false };
    sql.all(`PRAGMA incremental_vacuum(${SHRUNK_AT_ONCE})`);
    return { more: true };
  }

  /** Writes without changing anything. */
  probe(): void {
    this.#options.sql.run(PROBE);
  }

  /**
   * Deletes from the conversation with the oldest messages; returns whether
   * there is more to do.
   */
  #clearAged({ time }: Moment): boolean {
    const { sql, historyAge, conversations } = this.#options;
    if (historyAge === undefined) return false;
    const before = time - historyAge;
    const [key] = (sql.get(AGED, before) ?? []) as [ConversationKey?];
    const head = key && conversations.get(key);
    if (head === undefined) return false;
    this.#clearBefore(head, before);
    return true;
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

  #clearDropped(): boolean {
    const { sql, counters } = this.#options;
    const [dropped] = (sql.get(DROPPED) ?? []) as [number?];
    if (dropped === undefined) return false;
    const { changes } = sql.run(CLEAR_MESSAGES, dropped, CLEARED_AT_ONCE);
    counters.now.messages -= changes;
    const others = sql.run(CLEAR_CHANGES, dropped, CLEARED_AT_ONCE).changes;
    if (changes + others === 0) sql.run(CLEARED, dropped);
    return true;
  }
}
