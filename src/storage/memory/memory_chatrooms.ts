import { ReplyError } from "../../base/errors.ts";
import { ADDED_SHARE, type UserQuotas } from "../../domain/quotas.ts";
import { chatroomExists, noSuchChatroom } from "../shared/refusals.ts";
import type { DataTotals } from "./data_totals.ts";
import { ColdestFirst } from "./coldest_first.ts";
import { MemoryChatroom } from "./memory_chatroom.ts";
import { CHATROOM, SYSTEM } from "../../domain/ids.ts";
import type { Draft, Joined, Membership } from "../storage.ts";
import type { Moment } from "./moments.ts";
import { SanctionTotals } from "./sanction_totals.ts";
import { Tally } from "./tally.ts";

/** What {@linkcode MemoryChatrooms} needs. */
export interface MemoryChatroomsOptions {
  /**
   * Most chatrooms; when full, a new one replaces the one empty for longest.
   */
  readonly maxChatrooms: number;
  /** Most memberships of all chatrooms together. */
  readonly maxMemberships: number;
  /** Most bans and mutes of all chatrooms together. */
  readonly maxSanctions: number;
  readonly quotas: Pick<UserQuotas, "maxAdded" | "maxSanctions">;
  /** Milliseconds after which an empty chatroom is removed. */
  readonly idleExpiry: number;
  /** Messages kept per conversation. */
  readonly historyLimit: number;
  /** Counts what applications keep beside chatrooms. */
  readonly data: DataTotals;
  /** Called for each chatroom that is removed. */
  readonly onForget: (chatroom: MemoryChatroom) => void;
}

/** The chatrooms of a {@linkcode MemoryStorage}, and their members. */
export class MemoryChatrooms {
  #chatrooms = new Map<string, MemoryChatroom>();
  #empty = new ColdestFirst<string, { room: MemoryChatroom; since: number }>();
  #memberships = 0;
  #sanctions: SanctionTotals;
  /** How many chatrooms each user has created. */
  #created = new Tally();
  /** How many chatrooms each user is in because somebody added them. */
  #added = new Tally();
  /**
   * The last ordinal of a membership that was given out, see {@linkcode
   * Membership}.
   */
  #ordinal = 0;
  #options: MemoryChatroomsOptions;

  constructor(options: MemoryChatroomsOptions) {
    this.#options = options;
    const { maxSanctions: all, quotas } = options;
    this.#sanctions = new SanctionTotals({ all, each: quotas.maxSanctions });
  }

  /** How many chatrooms there are. */
  get size(): number {
    return this.#chatrooms.size;
  }

  /** How many chatrooms, memberships and sanctions there are in all. */
  get sizes(): { chatrooms: number; memberships: number; sanctions: number } {
    return {
      chatrooms: this.size,
      memberships: this.#memberships,
      sanctions: this.#sanctions.count,
    };
  }

  /** How many chatrooms of this user's making there are. */
  created(userId: string): number {
    return this.#created.of(userId);
  }

  /** How many chatrooms a user is in because somebody added them. */
  added(userId: string): number {
    return this.#added.of(userId);
  }

  /** The chatroom, if there is one. */
  get(chatroomId: string): MemoryChatroom | undefined {
    return this.#chatrooms.get(chatroomId);
  }

  /**
   * The chatroom of a draft, if it is to one.
   *
   * @throws {ReplyError} 404, 403 when the sender is not a member
   */
  findForDraft(
    { conversation: { type, target }, senderId, privileged }: Draft,
    now: Moment,
  ): MemoryChatroom | undefined {
    if (type !== CHATROOM) return undefined;
    return privileged ? this.find(target) : this.findFor(target, senderId, now);
  }

  /** @throws {ReplyError} 409 where there is one, 503 when there is no room */
  createEmpty(
    id: string,
    name: string | undefined,
    { time, steady }: Moment,
  ): MemoryChatroom {
    if (this.#chatrooms.has(id)) throw chatroomExists(id);
    this.requirePlace(id);
    const room = this.#create(id, SYSTEM, { name, time });
    this.#empty.set(id, { room, since: steady }, steady);
    return room;
  }

  /** Removes a chatroom without members. */
  remove(room: MemoryChatroom): void {
    this.#forget(room);
  }

  /** The ids of all chatrooms, in no order. */
  ids(): Iterable<string> {
    return this.#chatrooms.keys();
  }

  /** @throws {ReplyError} 404 */
  find(chatroomId: string): MemoryChatroom {
    const chatroom = this.#chatrooms.get(chatroomId);
    if (chatroom === undefined) throw noSuchChatroom(chatroomId);
    return chatroom;
  }

  /** @throws {ReplyError} 404, 403 when the user is not a member */
  findFor(chatroomId: string, userId: string, now: Moment): MemoryChatroom {
    const chatroom = this.find(chatroomId);
    const isMember = chatroom.conversation.positions.has(userId);
    // The service is in every chatroom.
    if (!isMember && userId !== SYSTEM) {
      chatroom.requireMember(userId, now.time);
    }
    return chatroom;
  }

  /** The next ordinal of a membership. */
  nextOrdinal(): number {
    return ++this.#ordinal;
  }

  /** The result of a join; `joined` says whether it changed anything. */
  joined(room: MemoryChatroom, userId: string, joined: boolean): Joined {
    const { timeline, changes } = room.conversation;
    return {
      chatroom: room.toChatroom(),
      joined,
      lastSequence: timeline.lastSequence,
      unread: room.conversation.unread(userId),
      lastChange: changes.last,
      ordinal: this.nextOrdinal(),
      hiddenUpTo: room.conversation.hiddenUpTo(userId),
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
      hiddenUpTo: conversation?.hiddenUpTo(userId) ?? 0,
    };
  }

  /** May another user add this one to a chatroom more? */
  takesAdded(userId: string): boolean {
    const { maxMemberships, quotas } = this.#options;
    return this.#memberships < maxMemberships * ADDED_SHARE &&
      this.added(userId) < quotas.maxAdded;
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
   * The chatroom that a user joins. Creates it if there is none; when full, it
   * replaces the one empty for longest.
   *
   * @throws {ReplyError} 503 as {@linkcode requirePlace}
   */
  open(
    id: string,
    userId: string,
    at: { name: string | undefined; time: number },
  ): MemoryChatroom {
    this.requirePlace(id);
    return this.#chatrooms.get(id) ?? this.#create(id, userId, at);
  }

  /** Adds a user who is not a member. */
  enter(
    room: MemoryChatroom,
    userId: string,
    { time, wasAdded }: { time: number; wasAdded: boolean },
  ): void {
    room.enter(userId, time, wasAdded);
    if (wasAdded) this.#added.add(userId, 1);
    this.#memberships++;
    this.#empty.delete(room.id);
  }

  /**
   * Removes a member; does nothing for a user who is none. Returns who becomes
   * the creator for that.
   */
  leave(
    chatroom: MemoryChatroom,
    userId: string,
    { steady }: Moment,
  ): string | undefined {
    const member = chatroom.members.get(userId);
    if (member === undefined) return undefined;
    const heir = chatroom.exit(userId);
    if (member.wasAdded) this.#added.add(userId, -1);
    this.#memberships--;
    if (chatroom.members.size > 0) return heir;
    this.#empty.set(chatroom.id, { room: chatroom, since: steady }, steady);
    return undefined;
  }

  /**
   * Removes chatrooms that have been empty for `idleExpiry`, at most `limit` of
   * them, and some sanctions that have ended; returns whether there may be more.
   */
  forgetIdle({ time, steady }: Moment, limit: number): boolean {
    return [this.#forgetEmpty(steady, limit), this.#sanctions.dropEnded(time)]
      .includes(true);
  }

  #forgetEmpty(steady: number, limit: number): boolean {
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
    createdBy: string,
    { name = id, time }: { name: string | undefined; time: number },
  ): MemoryChatroom {
    const { maxChatrooms, historyLimit } = this.#options;
    if (this.#chatrooms.size >= maxChatrooms) this.#forgetLongestEmpty();
    const room = new MemoryChatroom({
      id,
      name,
      createdBy,
      createdAt: time,
      historyLimit,
      sanctionTotals: this.#sanctions,
    });
    this.#chatrooms.set(id, room);
    this.#created.add(createdBy, 1);
    return room;
  }

  #forgetLongestEmpty(): void {
    for (const { room } of this.#empty.coldest()) return this.#forget(room);
  }

  #forget(room: MemoryChatroom): void {
    this.#empty.delete(room.id);
    this.#chatrooms.delete(room.id);
    this.#created.add(room.createdBy, -1);
    room.sanctions.end();
    this.#options.data.replace(room.configured.settings.data, undefined);
    this.#options.onForget(room);
  }
}
