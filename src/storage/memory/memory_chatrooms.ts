import { chatroomConversation } from "../../domain/ids.ts";
import { type Rank, rankOf } from "../../domain/rank.ts";
import type { Chatroom } from "../../domain/model.ts";
import { ReplyError } from "../../base/errors.ts";
import { noSuchChatroom, notAMember } from "../shared/refusals.ts";
import { ColdestFirst } from "./coldest_first.ts";
import { MemberList } from "./member_list.ts";
import { MemoryConversation } from "./memory_conversation.ts";
import type { Joined, Membership } from "../storage.ts";
import type { Moment } from "./moments.ts";

/** One chatroom in memory. */
export interface MemoryChatroom {
  readonly id: string;
  readonly name: string;
  readonly creator: string;
  readonly createdAt: number;
  readonly members: MemberList;
  readonly conversation: MemoryConversation;
}

/** What {@linkcode MemoryChatrooms} needs. */
export interface MemoryChatroomsOptions {
  /**
   * Most chatrooms; when full, a new one replaces the one empty for longest.
   */
  readonly maxChatrooms: number;
  /** Most memberships of all chatrooms together. */
  readonly maxMemberships: number;
  /** Milliseconds after which an empty chatroom is removed. */
  readonly idleExpiry: number;
  /** Messages kept per conversation. */
  readonly historyLimit: number;
  /** Called for each chatroom that is removed. */
  readonly onForget: (chatroom: MemoryChatroom) => void;
}

/** The chatrooms of a {@linkcode MemoryStorage}, and their members. */
export class MemoryChatrooms {
  #chatrooms = new Map<string, MemoryChatroom>();
  #empty = new ColdestFirst<string, { room: MemoryChatroom; since: number }>();
  #memberships = 0;
  /** How many chatrooms each user has created. */
  #created = new Map<string, number>();
  /**
   * The last ordinal of a membership that was given out, see {@linkcode
   * Membership}.
   */
  #ordinal = 0;
  #options: MemoryChatroomsOptions;

  constructor(options: MemoryChatroomsOptions) {
    this.#options = options;
  }

  /** How many chatrooms there are. */
  get size(): number {
    return this.#chatrooms.size;
  }

  /** How many memberships there are in all chatrooms together. */
  get memberships(): number {
    return this.#memberships;
  }

  /** How many chatrooms of this user's making there are. */
  created(userId: string): number {
    return this.#created.get(userId) ?? 0;
  }

  /** The chatroom, if there is one. */
  get(chatroomId: string): MemoryChatroom | undefined {
    return this.#chatrooms.get(chatroomId);
  }

  /** @throws {ReplyError} 404 */
  find(chatroomId: string): MemoryChatroom {
    const chatroom = this.#chatrooms.get(chatroomId);
    if (chatroom === undefined) throw noSuchChatroom(chatroomId);
    return chatroom;
  }

  /** @throws {ReplyError} 404, 403 when the user is not a member */
  findFor(chatroomId: string, userId: string): MemoryChatroom {
    const chatroom = this.find(chatroomId);
    if (!chatroom.conversation.positions.has(userId)) {
      throw notAMember(chatroomId);
    }
    return chatroom;
  }

  /** The rank of a member. @throws {ReplyError} 404 */
  rankOf(chatroomId: string, userId: string): Rank {
    return rankOf(this.find(chatroomId).creator, userId);
  }

  /** The next ordinal of a membership. */
  nextOrdinal(): number {
    return ++this.#ordinal;
  }

  /** The result of a join; `joined` says whether it changed anything. */
  joined(room: MemoryChatroom, userId: string, joined: boolean): Joined {
    const { timeline, changes } = room.conversation;
    return {
      chatroom: toChatroom(room),
      joined,
      lastSequence: timeline.lastSequence,
      unread: room.conversation.unread(userId),
      lastChange: changes.last,
      ordinal: this.nextOrdinal(),
    };
  }

  /** Whether a user is a member of a chatroom, and how far the chatroom is. */
  membership(chatroomId: string, userId: string): Membership {
    const { conversation } = this.#chatrooms.get(chatroomId) ?? {};
    return {
      isMember: conversation?.positions.has(userId) ?? false,
      lastSequence: conversation?.timeline.lastSequence ?? 0,
      lastChange: conversation?.changes.last ?? 0,
      ordinal: this.nextOrdinal(),
    };
  }

  /** @throws {ReplyError} 503 when a bound leaves no room for a member */
  requirePlace(chatroomId: string): void {
    const { maxMemberships, maxChatrooms } = this.#options;
    if (this.#memberships >= maxMemberships) {
      throw new ReplyError(503, "the service holds as many members as it may");
    }
    if (this.#chatrooms.has(chatroomId) || this.#empty.size > 0) return;
    if (this.#chatrooms.size >= maxChatrooms) {
      throw new ReplyError(
        503,
        "the service holds as many chatrooms as it may",
      );
    }
  }

  /**
   * Adds a user who is not a member. Creates the chatroom if there is none;
   * when full, it replaces the one empty for longest.
   *
   * @throws {ReplyError} 503 as {@linkcode requirePlace}
   */
  join(
    id: string,
    userId: string,
    at: { name: string | undefined; time: number },
  ): MemoryChatroom {
    this.requirePlace(id);
    const room = this.#chatrooms.get(id) ?? this.#create(id, userId, at);
    room.conversation.addPosition(userId, at.time);
    room.members.add(userId, at.time);
    this.#memberships++;
    this.#empty.delete(id);
    return room;
  }

  /** Removes a member; does nothing for a user who is none. */
  leave(chatroom: MemoryChatroom, userId: string, { steady }: Moment): void {
    if (!chatroom.conversation.positions.delete(userId)) return;
    chatroom.members.remove(userId);
    this.#memberships--;
    if (chatroom.members.size > 0) return;
    this.#empty.set(chatroom.id, { room: chatroom, since: steady }, steady);
  }

  /**
   * Removes chatrooms that have been empty for `idleExpiry`, at most `limit` of
   * them; returns whether there may be more.
   */
  forgetIdle({ steady }: Moment, limit: number): boolean {
    let left = limit;
    for (const { room, since } of this.#empty.coldest()) {
      if (steady - since < this.#options.idleExpiry) return false;
      if (left-- === 0) return true;
      this.#forget(room);
    }
    return false;
  }

  #create(
    id: string,
    creator: string,
    { name, time }: { name: string | undefined; time: number },
  ): MemoryChatroom {
    if (this.#chatrooms.size >= this.#options.maxChatrooms) {
      this.#forgetLongestEmpty();
    }
    const room: MemoryChatroom = {
      id,
      name: name ?? id,
      creator,
      createdAt: time,
      members: new MemberList(),
      conversation: new MemoryConversation(
        chatroomConversation(id).key,
        this.#options.historyLimit,
      ),
    };
    this.#chatrooms.set(id, room);
    this.#created.set(creator, this.created(creator) + 1);
    return room;
  }

  #forgetLongestEmpty(): void {
    for (const { room } of this.#empty.coldest()) return this.#forget(room);
  }

  #forget(room: MemoryChatroom): void {
    this.#empty.delete(room.id);
    this.#chatrooms.delete(room.id);
    const left = this.created(room.creator) - 1;
    if (left > 0) this.#created.set(room.creator, left);
    else this.#created.delete(room.creator);
    this.#options.onForget(room);
  }
}

/** A chatroom as plain data. */
export function toChatroom(room: MemoryChatroom): Chatroom {
  const { id, name, creator, createdAt, members } = room;
  return { id, name, creator, createdAt, memberCount: members.size };
}
