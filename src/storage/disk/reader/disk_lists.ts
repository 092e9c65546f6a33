import {
  CHATROOM,
  type ConversationKey,
  PRIVATE,
  refOf,
  sessionId,
} from "../../../domain/ids.ts";
import type { ConversationSummary } from "../../../domain/model.ts";
import { seenBy, unreadOf } from "../../../domain/position.ts";
import { comesAfter, newestActivityFirst } from "../../shared/list_order.ts";
import type { ConversationsQuery } from "../../storage.ts";
import type { Row, Sql } from "../file/sql.ts";
import { minuteOf } from "../records/activity.ts";
import { firstKept, readHead } from "../records/head.ts";
import { MESSAGE_COLUMNS, toMessage } from "../records/message_row.ts";
import { countMentions } from "../records/mention_rows.ts";
import { type Party, readParty } from "../records/party.ts";
import { isOf, placeOf } from "../records/place.ts";
import { hiddenUpTo } from "../records/room_head.ts";
import { ReactionRows } from "../records/reaction_rows.ts";
import { readName } from "../records/user_row.ts";
import type { ListPosition } from "../../list_position.ts";

/**
 * The time of a conversation's newest message; if all have been removed, the
 * conversation itself has it.
 */
const LAST_AT = `coalesce(
    (SELECT created_at FROM messages WHERE ${isOf("number")}
      ORDER BY place DESC LIMIT 1),
    last_at)`;
const ROOMS = `SELECT key, joined_at, ${LAST_AT} FROM parties
  JOIN conversations ON number = conversation
  WHERE user = ? AND ordinal > 0`;
/** From the most active minute on, up to one. */
const PRIVATES = `SELECT key, joined_at, ${LAST_AT}, active
  FROM parties INDEXED BY parties_by_activity
  JOIN conversations ON number = conversation
  WHERE user = ? AND ordinal = 0 AND active <= ? ORDER BY active DESC`;
/** A minute after all others. */
const NEVER = Number.MAX_SAFE_INTEGER;
const MESSAGE = `SELECT ${MESSAGE_COLUMNS} FROM messages
  WHERE place = ${placeOf("?1", "?2")}`;

/** A conversation at its position in a user's list. */
interface Listed extends ListPosition {
  readonly key: ConversationKey;
}

/** Reads users' lists of conversations, by pages. */
export class DiskLists {
  #sql: Sql;
  #historyLimit: number;
  #reactions: ReactionRows;

  constructor(
    sql: Sql,
    { historyLimit }: { readonly historyLimit: number },
  ) {
    this.#sql = sql;
    this.#historyLimit = historyLimit;
    this.#reactions = new ReactionRows(sql);
  }

  /** A page of a user's list. */
  page(
    userId: string,
    { type, after, count }: ConversationsQuery,
  ): { items: ConversationSummary[]; hasMore: boolean } {
    const rooms = type === PRIVATE ? [] : this.#rooms(userId);
    const privates = type === CHATROOM
      ? []
      : this.#privates(userId, { after, count: count + 1 });
    const found = [...rooms, ...privates]
      .filter((each) => after === undefined || comesAfter(each, after))
      .sort(newestActivityFirst);
    const items = found.slice(0, count)
      .map((listed) => this.#summary(listed, userId));
    return { items, hasMore: found.length > count };
  }

  /** All of them: a user is in no more than the quota lets. */
  #rooms(userId: string): Listed[] {
    return this.#sql.all(ROOMS, userId).map((row) => listedOf(row, userId));
  }

  /**
   * At least so many of those after a position, if there are, and all that were
   * active in the same minute as the last of them.
   */
  #privates(
    userId: string,
    { after, count }: Pick<ConversationsQuery, "after" | "count">,
  ): Listed[] {
    const found: Listed[] = [];
    const newest = after === undefined ? NEVER : minuteOf(after.time);
    let reached = NEVER;
    for (const row of this.#sql.iterate(PRIVATES, userId, newest)) {
      const minute = row[3] as number;
      if (minute < reached && found.length >= count) break;
      reached = minute;
      const listed = listedOf(row, userId);
      if (after === undefined || comesAfter(listed, after)) found.push(listed);
    }
    return found;
  }

  #summary({ key, time }: Listed, userId: string): ConversationSummary {
    const head = readHead(this.#sql, key)!;
    const party = readParty(this.#sql, head.number, userId) as Party;
    const ref = refOf(key, userId);
    const { last, lastChange } = head;
    const isKept = last >= firstKept(head, this.#historyLimit) &&
      last > hiddenUpTo(head, party);
    const row = isKept ? this.#sql.get(MESSAGE, head.number, last) : undefined;
    return {
      type: ref.type,
      target: ref.target,
      title: ref.type === CHATROOM
        ? head.room!.configured.settings.name
        : readName(this.#sql, ref.target),
      last: row &&
        this.#reactions.shownTo(userId, head.number, toMessage(row, key)),
      lastSequence: last,
      lastChange,
      readSequence: party.readSequence,
      unread: unreadOf(party, last),
      mentioned: countMentions(this.#sql, head.number, {
        userId,
        after: Math.max(seenBy(party), firstKept(head, this.#historyLimit) - 1),
      }),
      updatedAt: time,
    };
  }
}

function listedOf([key, joinedAt, lastAt]: Row, userId: string): Listed {
  return {
    key: key as ConversationKey,
    id: sessionId(refOf(key as ConversationKey, userId)),
    time: Math.max(lastAt as number, joinedAt as number),
  };
}
