import { type Change, changeTo } from "../../../domain/change.ts";
import { sequenceOfMessageId } from "../../../domain/message_id.ts";
import type { Message } from "../../../domain/model.ts";
import { partiesOf, PRIVATE } from "../../../domain/ids.ts";
import { noSuchMessage } from "../../shared/refusals.ts";
import { pageOfSync } from "../../shared/sync_page.ts";
import type { SyncPage, SyncQuery, TimelinePage } from "../../storage.ts";
import type { ReaderId } from "../calls.ts";
import type { Row, Sql } from "../file/sql.ts";
import { FileFault } from "../file_fault.ts";
import { firstKept, type Head } from "../records/head.ts";
import { MESSAGE_COLUMNS, toMessage } from "../records/message_row.ts";
import { readParty } from "../records/party.ts";

/** Bytes of contents after which a page ends: the most that a frame holds. */
const PAGE_BYTES = 512 * 1024;

const BEFORE = `SELECT ${MESSAGE_COLUMNS} FROM messages
  WHERE conversation = ? AND sequence < ? AND sequence >= ?
  ORDER BY sequence DESC LIMIT ?`;
const AFTER = `SELECT ${MESSAGE_COLUMNS} FROM messages
  WHERE conversation = ? AND sequence > ? AND sequence >= ?
  ORDER BY sequence LIMIT ?`;
const ID = "SELECT id FROM messages WHERE conversation = ? AND sequence = ?";
const CHANGES = `SELECT changes.number, ${
  MESSAGE_COLUMNS.split(", ").map((each) => `messages.${each}`).join(", ")
} FROM changes
  JOIN messages ON messages.conversation = changes.conversation
    AND messages.sequence = changes.sequence
  WHERE changes.conversation = ? AND changes.number > ?
    AND messages.sequence >= ?
  ORDER BY changes.number LIMIT ?`;

const NOTHING: Omit<SyncPage, "changedUpTo"> = {
  ...pageOfSync([], 0, { first: 1, last: 0 }),
  changes: [],
  moreChanges: false,
  readSequence: 0,
  peerReadSequence: 0,
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
   * The newest messages before a message, or the newest of all. @throws
   * {ReplyError} 404
   */
  history(
    head: Head | undefined,
    { before, count }: { before?: string | undefined; count: number },
  ): TimelinePage {
    if (before === undefined && head === undefined) {
      return { items: [], hasMore: false };
    }
    const end = before === undefined
      ? head!.last + 1
      : this.#sequenceOf(head, before);
    const { number, key } = head!;
    const first = firstKept(head!, this.#historyLimit);
    const rows = this.#sql.iterate(BEFORE, number, end, first, count);
    const items = fitting(rows, (row) => toMessage(row, key)).reverse();
    requireWhole(items, { end: end > first ? end : 0 });
    const oldest = items[0]?.sequence ?? end;
    return { items, hasMore: oldest > first };
  }

  /** The messages and changes since a user last asked. */
  sync(
    head: Head | undefined,
    reader: ReaderId,
    { after, count, changedAfter }: SyncQuery,
  ): SyncPage {
    if (head === undefined) {
      return { ...NOTHING, complete: true, changedUpTo: 0 };
    }
    const { number, key, last } = head;
    const first = firstKept(head, this.#historyLimit);
    const rows = this.#sql.iterate(AFTER, number, after, first, count);
    const items = fitting(rows, (row) => toMessage(row, key));
    const start = Math.max(after + 1, first);
    requireWhole(items, { start: start <= last ? start : 0 });
    return {
      ...pageOfSync(items, after, { first, last }),
      ...this.#changed(head, changedAfter ?? head.lastChange, count),
      ...this.#marksFor(head, reader),
    };
  }

  #changed(
    head: Head,
    changedAfter: number,
    count: number,
  ): Pick<SyncPage, "changes" | "changedUpTo" | "moreChanges"> {
    const { number, key, lastChange } = head;
    if (changedAfter >= lastChange) {
      return { changes: [], changedUpTo: lastChange, moreChanges: false };
    }
    const first = firstKept(head, this.#historyLimit);
    const found = this.#sql
      .all(CHANGES, number, changedAfter, first, count + 1)
      .map(([number, ...row]): Change =>
        changeTo(toMessage(row, key), number as number)
      );
    const changes = found.slice(0, count);
    const moreChanges = found.length > count;
    const changedUpTo = moreChanges ? changes.at(-1)!.number : lastChange;
    return { changes, changedUpTo, moreChanges };
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

  /** @throws {ReplyError} 404 */
  #sequenceOf(head: Head | undefined, messageId: string): number {
    const sequence = sequenceOfMessageId(messageId) ?? 0;
    const isKept = head !== undefined &&
      sequence >= firstKept(head, this.#historyLimit);
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

/** The first ones, up to the size of a page; at least one. */
function fitting(
  rows: Iterable<Row>,
  read: (row: Row) => Message,
): Message[] {
  const items: Message[] = [];
  let left = PAGE_BYTES;
  for (const row of rows) {
    const message = read(row);
    left -= message.content.length;
    if (left < 0 && items.length > 0) break;
    items.push(message);
  }
  return items;
}
