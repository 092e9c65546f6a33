import {
  CHATROOM,
  chatroomConversation,
  type ConversationRef,
} from "../../../domain/ids.ts";
import type { Chatroom, Member, User } from "../../../domain/model.ts";
import { rankOf } from "../../../domain/rank.ts";
import {
  noSuchChatroom,
  noSuchUser,
  notAMember,
} from "../../shared/refusals.ts";
import type {
  ConversationsQuery,
  MembersPage,
  SyncPage,
  SyncQuery,
  TimelinePage,
} from "../../storage.ts";
import type { ReadCalls, ReaderId } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import { fromColumn } from "../file/text_column.ts";
import { type Head, readHead } from "../records/head.ts";
import { readParty } from "../records/party.ts";
import { readUser } from "../records/user_row.ts";
import { type RoomHead, toChatroom } from "../writer/disk_chatrooms.ts";
import { DiskLists } from "./disk_lists.ts";
import { DiskPages } from "./disk_pages.ts";

const ROOMS_OF = `SELECT key FROM parties
  JOIN conversations ON number = conversation WHERE user = ? AND ordinal > 0`;
const MEMBERS = `SELECT user, name, joined_at, ordinal FROM parties
  LEFT JOIN users ON id = user WHERE conversation = ? AND ordinal > ?
  ORDER BY ordinal LIMIT ?`;
const IDLE = `SELECT id FROM users WHERE touched_at <= ?
  ORDER BY touched_at LIMIT ?`;

/** Most idle users of one call. */
const IDLE_AT_ONCE = 200;

/** Reads what was committed last, for users and for the service. */
export class DiskReader implements ReadCalls {
  #sql: Sql;
  #pages: DiskPages;
  #lists: DiskLists;

  constructor(sql: Sql, bounds: { readonly historyLimit: number }) {
    this.#sql = sql;
    this.#pages = new DiskPages(sql, bounds);
    this.#lists = new DiskLists(sql, bounds);
  }

  user(userId: string): User {
    const user = readUser(this.#sql, userId);
    if (user === undefined) throw noSuchUser(userId);
    return user;
  }

  chatroom(chatroomId: string): Chatroom {
    return toChatroom(this.#room(chatroomId));
  }

  chatroomsOf(userId: string): string[] {
    const keys = this.#sql.all(ROOMS_OF, userId) as [string][];
    return keys.map(([key]) => key.slice(`${CHATROOM}:`.length));
  }

  members(
    chatroomId: string,
    userId: string,
    { after = 0, count }: { after?: number | undefined; count: number },
  ): MembersPage {
    const { number, room } = this.#room(chatroomId, userId);
    const found = this.#sql.all(MEMBERS, number, after, count + 1);
    const shown = found.slice(0, count);
    const items = shown.map(([id, name, joinedAt]): Member => ({
      id: id as string,
      name: name === null ? id as string : fromColumn(name),
      joinedAt: joinedAt as number,
      rank: rankOf(room.creator, id as string),
    }));
    const last = shown.at(-1)?.[3] as number | undefined;
    const next = found.length > count ? last : undefined;
    return { items, total: room.members, next };
  }

  history(
    ref: ConversationRef,
    reader: ReaderId,
    page: { before?: string | undefined; count: number },
  ): TimelinePage {
    return this.#pages.history(this.#head(ref, reader), page);
  }

  sync(ref: ConversationRef, reader: ReaderId, query: SyncQuery): SyncPage {
    return this.#pages.sync(this.#head(ref, reader), reader, query);
  }

  conversations(userId: string, query: ConversationsQuery) {
    return this.#lists.page(userId, query);
  }

  idleUsers(idleSince: number): string[] {
    const found = this.#sql.all(IDLE, idleSince, IDLE_AT_ONCE) as [string][];
    return found.map(([id]) => id);
  }

  /** The head of a conversation, if it exists and the reader may see it. */
  #head(ref: ConversationRef, reader: ReaderId): Head | undefined {
    return ref.type === CHATROOM
      ? this.#room(ref.target, reader)
      : readHead(this.#sql, ref.key);
  }

  /** @throws {ReplyError} 404, 403 */
  #room(chatroomId: string, reader: ReaderId = null): RoomHead {
    const { key } = chatroomConversation(chatroomId);
    const head = readHead(this.#sql, key);
    if (head?.room === undefined) throw noSuchChatroom(chatroomId);
    const isIn = reader === null ||
      readParty(this.#sql, head.number, reader) !== undefined;
    if (!isIn) throw notAMember(chatroomId);
    return head as RoomHead;
  }
}
