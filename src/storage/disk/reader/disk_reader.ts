import {
  CHATROOM,
  type ConversationKey,
  type ConversationRef,
} from "../../../domain/ids.ts";
import type { Chatroom, Member, User } from "../../../domain/model.ts";
import type { Admission, BlocksPage, SanctionsPage } from "../../governance.ts";
import { noSuchUser } from "../../shared/refusals.ts";
import type {
  ConversationsQuery,
  MembersPage,
  SyncPage,
  SyncQuery,
  TimelinePage,
} from "../../storage.ts";
import { FULL_ACCESS, type UserAccess } from "../../../domain/user_access.ts";
import type { IdPage, IdQuery, PlacedSanction } from "../../administration.ts";
import type { ReactorsPage, ReactorsQuery } from "../../message_changes.ts";
import { requireUnrecalled } from "../../shared/changed.ts";
import { ReactionRows } from "../records/reaction_rows.ts";
import type {
  ActorId,
  ConversationsPart,
  DueEvents,
  EventRow,
  Found,
  IdlePage,
  IdlePlace,
  ListPage,
  ReadCalls,
  ReaderId,
} from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import { type Head, readHead } from "../records/head.ts";
import { readAccess } from "../writer/disk_access.ts";
import { DiskDirectory } from "./disk_directory.ts";
import { readName, readUser } from "../records/user_row.ts";
import { DiskLists } from "./disk_lists.ts";
import { DiskOutboxPages } from "./disk_outbox_pages.ts";
import { DiskPages } from "./disk_pages.ts";
import { readBlocks } from "./read_blocks.ts";
import { RoomReader } from "./room_reader.ts";

const ROOMS_OF = `SELECT key FROM parties
  JOIN conversations ON number = conversation WHERE user = ? AND ordinal > 0`;
const IDLE = `SELECT touched_at, id FROM users
  WHERE touched_at <= ? AND (touched_at, id) > (?, ?)
  ORDER BY touched_at, id LIMIT ?`;

/** Most idle users of one call. */
const IDLE_AT_ONCE = 1000;

/** Reads what was committed last, for users and for the service. */
export class DiskReader implements ReadCalls {
  #sql: Sql;
  #pages: DiskPages;
  #lists: DiskLists;
  #rooms: RoomReader;
  #events: DiskOutboxPages;
  #directory: DiskDirectory;
  #reactions: ReactionRows;

  constructor(sql: Sql, bounds: { readonly historyLimit: number }) {
    this.#sql = sql;
    this.#pages = new DiskPages(sql, bounds);
    this.#lists = new DiskLists(sql, bounds);
    this.#rooms = new RoomReader(sql);
    this.#events = new DiskOutboxPages(sql);
    this.#directory = new DiskDirectory(sql);
    this.#reactions = new ReactionRows(sql);
  }

  /** Sets the time of the calls that follow, as Unix milliseconds. */
  at(now: number): void {
    this.#rooms.at(now);
  }

  user(userId: string): User {
    const user = readUser(this.#sql, userId);
    if (user === undefined) throw noSuchUser(userId);
    return user;
  }

  chatroom(chatroomId: string): Chatroom {
    return this.#rooms.chatroom(chatroomId, null);
  }

  chatroomsOf(userId: string): string[] {
    const keys = this.#sql.all(ROOMS_OF, userId) as [string][];
    return keys.map(([key]) => key.slice(`${CHATROOM}:`.length));
  }

  admission(chatroomId: string): Admission | null {
    return this.#rooms.admission(chatroomId);
  }

  readChatroom(chatroomId: string, reader: ReaderId): Chatroom {
    return this.#rooms.chatroom(chatroomId, reader);
  }

  members(
    chatroomId: string,
    reader: ReaderId,
    page: { after?: number | undefined; count: number },
  ): MembersPage {
    return this.#rooms.members(chatroomId, reader, page);
  }

  sanctions(chatroomId: string, actor: ActorId, page: ListPage): SanctionsPage {
    return this.#rooms.sanctions(chatroomId, actor, page);
  }

  blocks(userId: string, page: ListPage): BlocksPage {
    return readBlocks(this.#sql, userId, page);
  }

  history(
    ref: ConversationRef,
    reader: ReaderId,
    page: { before?: string | undefined; count: number },
  ): Found<TimelinePage> {
    const { head, hidden } = this.#find(ref, reader);
    const standing = head && this.#pages.standing(head, hidden, reader);
    return { page: this.#pages.history(head, hidden, page), standing };
  }

  sync(
    ref: ConversationRef,
    reader: ReaderId,
    query: SyncQuery,
  ): Found<SyncPage> {
    const { head, hidden } = this.#find(ref, reader);
    const standing = head && this.#pages.standing(head, hidden, reader);
    const page = this.#pages.sync(head, hidden, query);
    const { readSequence = 0, peerReadSequence = 0 } = standing ?? {};
    return { page: { ...page, readSequence, peerReadSequence }, standing };
  }

  reactors(query: ReactorsQuery): ReactorsPage {
    const { conversation: ref, userId, messageId, reaction, after } = query;
    const { head, hidden } = this.#find(ref, userId);
    const { sequence } = requireUnrecalled(
      this.#pages.message(head, hidden, messageId),
    );
    const place = { conversation: head!.number, sequence };
    const count = query.count + 1;
    const found = this.#reactions.page(place, reaction, { after, count });
    const items = found.slice(0, query.count)
      .map(({ id, at }) => ({ id, at, name: readName(this.#sql, id) }));
    return { items, hasMore: found.length > query.count };
  }

  mine(
    key: ConversationKey,
    userId: string,
    sequences: readonly number[],
  ): string[][] {
    const head = readHead(this.#sql, key);
    return sequences.map((sequence) =>
      head === undefined
        ? []
        : this.#reactions.of(userId, { conversation: head.number, sequence })
    );
  }

  conversations(userId: string, query: ConversationsQuery) {
    return this.#lists.page(userId, query);
  }

  dueEvents(now: number, count: number): DueEvents {
    return this.#events.due(now, count);
  }

  listEvents(count: number): EventRow[] {
    return this.#events.list(count);
  }

  access(userId: string): UserAccess {
    return readAccess(this.#sql, userId) ?? FULL_ACCESS;
  }

  users(query: IdQuery): IdPage<User> {
    return this.#directory.users(query);
  }

  chatrooms(query: IdQuery): IdPage<Chatroom> {
    return this.#directory.chatrooms(query);
  }

  member(chatroomId: string, userId: string): Member | null {
    return this.#rooms.member(chatroomId, userId);
  }

  sanctionsOf(userId: string, query: IdQuery): IdPage<PlacedSanction> {
    return this.#rooms.sanctionsOf(userId, query);
  }

  conversationsWith(userId: string, after: number): ConversationsPart {
    return this.#directory.conversationsWith(userId, after);
  }

  idleUsers(idleSince: number, after: IdlePlace): IdlePage {
    const found = this.#sql.all(IDLE, idleSince, ...after, IDLE_AT_ONCE) as [
      ...[number, string][],
    ];
    return { ids: found.map(([, id]) => id), last: found.at(-1) ?? after };
  }

  /**
   * The head of a conversation, if it exists and the reader may see it, and the
   * newest message that they do not see.
   */
  #find(
    ref: ConversationRef,
    reader: ReaderId,
  ): { head: Head | undefined; hidden: number } {
    return ref.type === CHATROOM
      ? this.#rooms.find(ref.target, reader)
      : { head: readHead(this.#sql, ref.key), hidden: 0 };
  }
}
