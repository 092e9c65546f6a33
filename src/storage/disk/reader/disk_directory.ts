import {
  chatroomConversation,
  type ConversationKey,
} from "../../../domain/ids.ts";
import type { Chatroom, User } from "../../../domain/model.ts";
import type { IdPage, IdQuery } from "../../administration.ts";
import { pageOfIds } from "../../shared/id_page.ts";
import type { ConversationsPart } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import { readHead } from "../records/head.ts";
import { readUser } from "../records/user_row.ts";
import { type RoomHead, toChatroom } from "../records/room_head.ts";

const USERS = `SELECT id FROM users
  WHERE id > ? AND id >= ? AND id < ? ORDER BY id LIMIT ?`;
const ROOMS = `SELECT key FROM conversations
  WHERE key > ? AND key >= ? AND key < ? ORDER BY key LIMIT ?`;
const THEIRS = `SELECT number, key FROM conversations
  WHERE number > ?1 AND (key < '2' OR number IN
    (SELECT conversation FROM parties WHERE user = ?2))
  ORDER BY number LIMIT ?3`;

/** Sorts behind every character of an id. */
const END = "\u007f";
/** Conversations of one part. */
const AT_ONCE = 500;

/** Lists of everything there is, for operators. */
export class DiskDirectory {
  #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** As `Administration.users`. */
  users({ prefix, after, count }: IdQuery): IdPage<User> {
    const end = prefix + END;
    const rows = this.#sql.all(USERS, after, prefix, end, count + 1);
    const found = rows.map(([id]) => readUser(this.#sql, id as string))
      .filter((user) => user !== undefined);
    return pageOfIds(found, count);
  }

  /** As `Administration.chatrooms`. */
  chatrooms({ prefix, after, count }: IdQuery): IdPage<Chatroom> {
    const keyOf = (id: string) => chatroomConversation(id).key;
    const range = [keyOf(after), keyOf(prefix), keyOf(prefix + END)];
    const rows = this.#sql.all(ROOMS, ...range, count + 1);
    const found = rows
      .map(([key]) => readHead(this.#sql, key as ConversationKey))
      .filter((head) => head?.room !== undefined)
      .map((head) => toChatroom(head as RoomHead));
    return pageOfIds(found, count);
  }

  /** A part of what `Administration.conversationsWith` gives. */
  conversationsWith(userId: string, after: number): ConversationsPart {
    const rows = this.#sql.all(THEIRS, after, userId, AT_ONCE) as [
      number,
      ConversationKey,
    ][];
    const keys = rows.map(([, key]) => key);
    const next = rows.at(-1)?.[0];
    return rows.length < AT_ONCE || next === undefined
      ? { keys }
      : { keys, next };
  }
}
