import {
  CHATROOM,
  type ConversationKey,
  refOf,
  sessionId,
} from "../../../domain/ids.ts";
import type { ConversationSummary } from "../../../domain/model.ts";
import { unreadOf } from "../../../domain/position.ts";
import { comesAfter, newestActivityFirst } from "../../shared/list_order.ts";
import type { ConversationsQuery, ListPosition } from "../../storage.ts";
import type { Sql } from "../file/sql.ts";
import { firstKept, readHead, typeOf } from "../records/head.ts";
import { MESSAGE_COLUMNS, toMessage } from "../records/message_row.ts";
import { type Party, readParty } from "../records/party.ts";
import { readName } from "../records/user_row.ts";

/**
 * If all messages have been removed, the conversation itself has the time of
 * the newest one.
 */
const OF_USER = `SELECT key, joined_at, coalesce(
    (SELECT created_at FROM messages WHERE messages.conversation = number
      ORDER BY sequence DESC LIMIT 1),
    last_at)
  FROM parties JOIN conversations ON number = conversation WHERE user = ?`;
const MESSAGE = `SELECT ${MESSAGE_COLUMNS} FROM messages
  WHERE conversation = ? AND sequence = ?`;

/** A conversation at its position in a user's list. */
interface Listed extends ListPosition {
  readonly key: ConversationKey;
}

/** Reads users' lists of conversations, by pages. */
export class DiskLists {
  #sql: Sql;
  #historyLimit: number;

  constructor(
    sql: Sql,
    { historyLimit }: { readonly historyLimit: number },
  ) {
    this.#sql = sql;
    this.#historyLimit = historyLimit;
  }

  /** A page of a user's list. */
  page(
    userId: string,
    { type, after, count }: ConversationsQuery,
  ): { items: ConversationSummary[]; hasMore: boolean } {
    const found = this.#all(userId)
      .filter(({ key }) => type === undefined || typeOf(key) === type)
      .filter((each) => after === undefined || comesAfter(each, after))
      .sort(newestActivityFirst);
    const items = found.slice(0, count)
      .map((listed) => this.#summary(listed, userId));
    return { items, hasMore: found.length > count };
  }

  #all(userId: string): Listed[] {
    const rows = this.#sql.all(OF_USER, userId) as [
      ...[ConversationKey, number, number],
    ][];
    return rows.map(([key, joinedAt, lastAt]) => ({
      key,
      id: sessionId(refOf(key, userId)),
      time: Math.max(lastAt, joinedAt),
    }));
  }

  #summary({ key, time }: Listed, userId: string): ConversationSummary {
    const head = readHead(this.#sql, key)!;
    const party = readParty(this.#sql, head.number, userId) as Party;
    const ref = refOf(key, userId);
    const { last, lastChange } = head;
    const isKept = last >= firstKept(head, this.#historyLimit);
    const row = isKept ? this.#sql.get(MESSAGE, head.number, last) : undefined;
    return {
      type: ref.type,
      target: ref.target,
      title: ref.type === CHATROOM
        ? head.room!.name
        : readName(this.#sql, ref.target),
      last: row && toMessage(row, key),
      lastSequence: last,
      lastChange,
      readSequence: party.readSequence,
      unread: unreadOf(party, last),
      updatedAt: time,
    };
  }
}
