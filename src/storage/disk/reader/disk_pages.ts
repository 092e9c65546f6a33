import { type Change, changeTo } from "../../../domain/change.ts";
import { sequenceOfMessageId } from "../../../domain/message_id.ts";
import type { Message } from "../../../domain/model.ts";
import {
  type ConversationKey,
  partiesOf,
  PRIVATE,
} from "../../../domain/ids.ts";
import { noSuchMessage } from "../../shared/refusals.ts";
import { pageOfSync } from "../../shared/sync_page.ts";
import type { SyncPage, SyncQuery, TimelinePage } from "../../storage.ts";
import type { ReaderId, Standing } from "../calls.ts";
import type { Row, Sql } from "../file/sql.ts";
import { FileFault } from "../file_fault.ts";
import { firstKept, type Head } from "../records/head.ts";
import { MESSAGE_COLUMNS, toMessage } from "../records/message_row.ts";
import { fitting, fittingChanges } from "../records/page_size.ts";
import { endOf, placeOf } from "../records/place.ts";
import { readParty } from "../records/party.ts";

const BEFORE = `SELECT ${MESSAGE_COLUMNS} FROM messages
  WHERE place < ${placeOf("?1", "?2")} AND place >= ${placeOf("?1", "?3")}
  ORDER BY place DESC LIMIT ?4`;
const FROM = `SELECT ${MESSAGE_COLUMNS} FROM messages
  WHERE place >= ${placeOf("?1", "?2")} AND place < ${endOf("?1")}
  ORDER BY place LIMIT ?3`;
const MESSAGE = `SELECT ${MESSAGE_COLUMNS} FROM messages
  WHERE place = ${placeOf("?1", "?2")}`;
const ID = `SELECT id FROM messages WHERE place = ${placeOf("?1", "?2")}`;
const CHANGES = `SELECT changes.number, ${
  MESSAGE_COLUMNS.split(", ").map((each) => `messages.${each}`).join(", ")
} FROM changes
  JOIN messages
    ON messages.place = ${placeOf("changes.conversation", "changes.sequence")}
  WHERE changes.conversation = ? AND changes.number > ?
    AND changes.sequence >= ?
  ORDER BY changes.number LIMIT ?`;
/** Only messages that are kept have changes. */
const MORE_CHANGES = `SELECT 1 FROM changes
  WHERE conversation = ? AND number > ? AND sequence >= ? LIMIT 1`;

/** A page of `sync` without the marks. */
type Unmarked = Omit<SyncPage, "readSequence" | "peerReadSequence">;

const NOTHING: Unmarked = {
  ...pageOfSync([], 0, { first: 1, last: 0 }),
  complete: true,
  changes: [],
  changedUpTo: 0,
  moreChanges: false,
};

/** Reads pages of timelines. */
export class DiskPages {
  #sql: Sql;
  #historyLimit: number;

  constructor(
    sql: Sql,
    { historyLimit }: { readonly historyLimit: number },
  ) {
    this.#sql = sql;
    this.#historyLimit = historyLimit;
  }

  /**
   * The newest messages before a message, or the newest of all; the reader sees
   * those after `hidden`. @throws {ReplyError} 404
   */
  history(
    head: Head | undefined,
    hidden: number,
    { before, count }: { before?: string | undefined; count: number },
  ): TimelinePage {
    if (before === undefined && head === undefined) {
      return { items: [], hasMore: false };
    }
    const end = before === undefined
      ? head!.last + 1
      : this.#sequenceOf(head, hidden, before);
    const { number, key } = head!;
    const first = this.#firstFor(head!, hidden);
    const rows = this.#sql.iterate(BEFORE, number, end, first, count);
    const items = fitting(messagesOf(rows, key)).reverse();
    requireWhole(items, { end: end > first ? end : 0 });
    const oldest = items[0]?.sequence ?? end;
    return { items, hasMore: oldest > first };
  }

  /** A kept message. @throws {ReplyError} 404 */
  message(
    head: Head | undefined,
    hidden: number,
    messageId: string,
  ): Message {
    const sequence = this.#sequenceOf(head, hidden, messageId);
    const row = this.#sql.get(MESSAGE, head!.number, sequence);
    return toMessage(row!, head!.key);
  }

  /** How far a conversation is, and what a reader may see of it. */
  standing(head: Head, hidden: number, reader: ReaderId): Standing {
    const { last, lastChange } = head;
    const first = Math.max(head.first, hidden + 1);
    const marks = this.#marksFor(head, reader);
    return { last, first, hidden, lastChange, ...marks };
  }

  /** The messages and changes since a user last asked. */
  sync(
    head: Head | undefined,
    hidden: number,
    { after, count, changedAfter }: SyncQuery,
  ): Unmarked {
    if (head === undefined) return NOTHING;
    const { number, key, last } = head;
    const first = this.#firstFor(head, hidden);
    const start = Math.max(after + 1, first);
    const rows = this.#sql.iterate(FROM, number, start, count);
    const items = fitting(messagesOf(rows, key));
    requireWhole(items, { start: start <= last ? start : 0 });
    return {
      ...pageOfSync(items, Math.max(after, hidden), { first, last }),
      ...this.#changed(head, first, {
        after: changedAfter ?? head.lastChange,
        count,
      }),
    };
  }

  #changed(
    head: Head,
    first: number,
    { after, count }: { readonly after: number; readonly count: number },
  ): Pick<SyncPage, "changes" | "changedUpTo" | "moreChanges"> {
    const { number, key, lastChange } = head;
    if (after >= lastChange) {
      return { changes: [], changedUpTo: lastChange, moreChanges: false };
    }
    const rows = this.#sql.iterate(CHANGES, number, after, first, count);
    const changes = fittingChanges(changesOf(rows, key));
    // Up to there everything is known; a page without any has reached the end.
    const reached = changes.at(-1)?.number ?? lastChange;
    const next = [number, reached, first] as const;
    const moreChanges = reached < lastChange &&
      this.#sql.get(MORE_CHANGES, ...next) !== undefined;
    return {
      changes,
      changedUpTo: moreChanges ? reached : lastChange,
      moreChanges,
    };
  }

  #marksFor(
    { number, key, type }: Head,
    reader: ReaderId,
  ): Pick<SyncPage, "readSequence" | "peerReadSequence"> {
    if (reader === null) return { readSequence: 0, peerReadSequence: 0 };
    const markOf = (userId: string | undefined) =>
      userId === undefined
        ? 0
        : readParty(this.#sql, number, userId)?.readSequence ?? 0;
    const peer = type === PRIVATE
      ? partiesOf(key).find((id) => id !== reader)
      : undefined;
    return { readSequence: markOf(reader), peerReadSequence: markOf(peer) };
  }

  /** The oldest message that is kept and that the reader sees. */
  #firstFor(head: Head, hidden: number): number {
    return Math.max(firstKept(head, this.#historyLimit), hidden + 1);
  }

  /** @throws {ReplyError} 404 */
  #sequenceOf(
    head: Head | undefined,
    hidden: number,
    messageId: string,
  ): number {
    const sequence = sequenceOfMessageId(messageId) ?? 0;
    const isKept = head !== undefined &&
      sequence >= this.#firstFor(head, hidden);
    const found = isKept && this.#sql.get(ID, head.number, sequence);
    if (found && found[0] === messageId) return sequence;
    throw noSuchMessage(messageId);
  }
}

/**
 * Messages of a conversation have each number, so that a page with a hole was
 * read from a damaged index, which SQLite does not always notice. `start` is the
 * first number there should be, `end` the one after the last; 0 if there is none.
 *
 * @throws {FileFault} if one is missing
 */
function requireWhole(
  items: readonly Message[],
  { start = 0, end = 0 }: { start?: number; end?: number },
): void {
  if (start === 0 && end === 0) return;
  const expected = start === 0 ? end - items.length : start;
  const isWhole = items.every((each, at) => each.sequence === expected + at);
  if (isWhole && items.length > 0) return;
  throw new FileFault(`messages from ${expected} are missing: damaged`);
}

function* messagesOf(
  rows: Iterable<Row>,
  key: ConversationKey,
): Generator<Message> {
  for (const row of rows) yield toMessage(row, key);
}

function* changesOf(
  rows: Iterable<Row>,
  key: ConversationKey,
): Generator<Change> {
  for (const [number, ...row] of rows) {
    yield changeTo(toMessage(row, key), number as number);
  }
}
