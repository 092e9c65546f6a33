import { ReplyError } from "../../../base/errors.ts";
import { CHATROOM, chatroomConversation } from "../../../domain/ids.ts";
import type { Chatroom } from "../../../domain/model.ts";
import { refusedJoin, type UserQuotas } from "../../../domain/quotas.ts";
import {
  noSuchChatroom,
  notAMember,
  quotaFull,
} from "../../shared/refusals.ts";
import type { Joined, Membership } from "../../storage.ts";
import type { Moment } from "../../memory/moments.ts";
import type { Sql } from "../file/sql.ts";
import { toColumn } from "../file/text_column.ts";
import type { Head, Room } from "../records/head.ts";
import type { Counters } from "./counters.ts";
import type { DiskConversations } from "./disk_conversations.ts";

const ADD = `INSERT INTO chatrooms
  (conversation, name, creator, created_at, members, joins)
  VALUES (?, ?, ?, ?, 0, 0)`;
const PLACES = `UPDATE chatrooms SET members = ?, joins = ?, empty_since = ?
  WHERE conversation = ?`;
const JOINED = "SELECT count(*) FROM parties WHERE user = ? AND ordinal > 0";
const CREATED = "SELECT count(*) FROM chatrooms WHERE creator = ?";
const REMOVE = "DELETE FROM chatrooms WHERE conversation = ?";
const EMPTY =
  `SELECT key FROM chatrooms JOIN conversations ON number = conversation
  WHERE empty_since <= ? ORDER BY empty_since LIMIT ?`;

/** The conversation of a chatroom. */
export type RoomHead = Head & { readonly room: Room };

/** What {@linkcode DiskChatrooms} needs. */
export interface DiskChatroomsOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly conversations: DiskConversations;
  /** Most chatrooms, and most memberships of all of them together. */
  readonly quotas: UserQuotas;
  readonly maxChatrooms: number;
  readonly maxMemberships: number;
}

/** The chatrooms in the file, and their members. */
export class DiskChatrooms {
  #options: DiskChatroomsOptions;
  /**
   * The last ordinal of a membership that was given out, see {@linkcode
   * Membership}.
   */
  #ordinal = 0;

  constructor(options: DiskChatroomsOptions) {
    this.#options = options;
  }

  /** The chatroom, if there is one. */
  get(chatroomId: string): RoomHead | undefined {
    const { key } = chatroomConversation(chatroomId);
    const head = this.#options.conversations.get(key);
    return head?.room === undefined ? undefined : head as RoomHead;
  }

  /** @throws {ReplyError} 404, 403 when the user is not a member */
  findFor(chatroomId: string, userId: string): RoomHead {
    const head = this.get(chatroomId);
    if (head === undefined) throw noSuchChatroom(chatroomId);
    if (this.#options.conversations.party(head, userId) === undefined) {
      throw notAMember(chatroomId);
    }
    return head;
  }

  /** The result of a join; `joined` says whether it changed anything. */
  joined(head: RoomHead, userId: string, joined: boolean): Joined {
    return {
      chatroom: toChatroom(head),
      joined,
      lastSequence: head.last,
      unread: this.#options.conversations.unread(head, userId),
      lastChange: head.lastChange,
      ordinal: this.nextOrdinal(),
    };
  }

  /** Whether a user is a member of a chatroom, and how far the chatroom is. */
  membership(chatroomId: string, userId: string): Membership {
    const head = this.get(chatroomId);
    const party = head && this.#options.conversations.party(head, userId);
    return {
      isMember: party !== undefined,
      lastSequence: head?.last ?? 0,
      lastChange: head?.lastChange ?? 0,
      ordinal: this.nextOrdinal(),
    };
  }

  /** The next ordinal of a membership. */
  nextOrdinal(): number {
    return ++this.#ordinal;
  }

  /** @throws {ReplyError} 403 when the user is in, or has made, too many */
  requireQuota(known: RoomHead | undefined, userId: string): void {
    const { sql, quotas } = this.#options;
    const count = (query: string) => Number(sql.get(query, userId)?.[0]);
    const full = refusedJoin(quotas, {
      joined: count(JOINED),
      created: known === undefined ? count(CREATED) : 0,
      creates: known === undefined,
    });
    if (full !== undefined) throw quotaFull(full, quotas);
  }

  /** @throws {ReplyError} 503 when a bound leaves no room for a member */
  requirePlace(known: RoomHead | undefined): void {
    const { counters: { now }, maxMemberships, maxChatrooms } = this.#options;
    if (now.memberships >= maxMemberships) {
      throw new ReplyError(503, "the service holds as many members as it may");
    }
    if (known === undefined && now.chatrooms >= maxChatrooms) {
      throw new ReplyError(
        503,
        "the service holds as many chatrooms as it may",
      );
    }
  }

  /** Adds a chatroom that does not exist. */
  create(
    id: string,
    creator: string,
    { name = id, time }: { name: string | undefined; time: number },
  ): RoomHead {
    const { sql, counters, conversations } = this.#options;
    const room = { name, creator, createdAt: time, members: 0, joins: 0 };
    const { key } = chatroomConversation(id);
    const head = conversations.add(key, { type: CHATROOM, room });
    sql.run(ADD, head.number, toColumn(name), creator, time);
    counters.now.chatrooms++;
    return head as RoomHead;
  }

  /** Adds a user who is not a member. */
  join(head: RoomHead, userId: string, { time }: Moment): void {
    const { counters, conversations } = this.#options;
    head.room.joins++;
    head.room.members++;
    counters.now.memberships++;
    const place = { joinedAt: time, ordinal: head.room.joins };
    conversations.addParty(head, userId, place);
    this.#write(head, null);
  }

  /** Removes a member. */
  leave(head: RoomHead, userId: string, { steady }: Moment): void {
    const { counters, conversations } = this.#options;
    head.room.members--;
    counters.now.memberships--;
    conversations.removeParty(head, userId);
    this.#write(head, head.room.members === 0 ? steady : null);
  }

  /** Removes some that have been empty since a time; returns how many. */
  forgetEmpty(since: number, limit: number): number {
    const { sql, counters, conversations } = this.#options;
    const found = sql.all(EMPTY, since, limit) as [Head["key"]][];
    for (const [key] of found) {
      const head = conversations.get(key) as Head;
      sql.run(REMOVE, head.number);
      conversations.drop(head);
      counters.now.chatrooms--;
    }
    return found.length;
  }

  #write({ number, room }: RoomHead, emptySince: number | null): void {
    const { members, joins } = room;
    this.#options.sql.run(PLACES, members, joins, emptySince, number);
  }
}

/** A chatroom as plain data. */
export function toChatroom({ key, room }: RoomHead): Chatroom {
  const id = key.slice(`${CHATROOM}:`.length);
  const { name, creator, createdAt, members } = room;
  return { id, name, creator, createdAt, memberCount: members };
}
