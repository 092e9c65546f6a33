// deno-lint-ignore-file require-await -- a throw has to become a rejection

import { CHATROOM, type ConversationRef, partiesOf } from "../../domain/ids.ts";
import type { Chatroom, Member, User } from "../../domain/model.ts";
import { MEMBER, rankOf } from "../../domain/rank.ts";
import type { Clock } from "../../base/clock.ts";
import { Spread } from "../../base/spread.ts";
import { refusedJoin, type UserQuotas } from "../../domain/quotas.ts";
import { noSuchUser, quotaFull } from "../shared/refusals.ts";
import type { MemoryBounds } from "./memory_bounds.ts";
import {
  type MemoryChatroom,
  MemoryChatrooms,
  toChatroom,
} from "./memory_chatrooms.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import { MemoryIndex } from "./memory_index.ts";
import { MemoryLists } from "./memory_lists.ts";
import { MemoryMessages } from "./memory_messages.ts";
import { MemoryPrivates } from "./memory_privates.ts";
import { MemoryUsers } from "./memory_users.ts";
import { type Moment, Moments } from "./moments.ts";
import {
  type Appended,
  type Changed,
  type ConversationsPage,
  type ConversationsQuery,
  type Draft,
  type Joined,
  type Left,
  type Membership,
  type MembersPage,
  type Reader,
  type ReadMark,
  type RecallRequest,
  SERVICE,
  type Storage,
  type StorageSizes,
  type SyncPage,
  type SyncQuery,
  type TimelinePage,
} from "../storage.ts";

/**
 * How many request ids, chatrooms, users and things of users are removed in one
 * go, which takes about a millisecond.
 */
const FORGOTTEN_AT_ONCE = 500;

/** What {@linkcode MemoryStorage} needs. */
export interface MemoryStorageOptions {
  readonly bounds: MemoryBounds;
  /** A connected user is never removed. */
  readonly isOnline: (userId: string) => boolean;
  readonly clock: Pick<Clock, "now" | "coarse" | "nextTurn">;
}

/**
 * {@linkcode Storage} in the memory of one process. Each method does its work
 * before it returns, which makes it atomic. Nothing outlives the process.
 */
export class MemoryStorage implements Storage {
  #users: MemoryUsers;
  #chatrooms: MemoryChatrooms;
  #privates: MemoryPrivates;
  #messages: MemoryMessages;
  #index = new MemoryIndex();
  #lists: MemoryLists;
  #moments: Moments;
  #quotas: UserQuotas;

  constructor({ bounds, isOnline, clock }: MemoryStorageOptions) {
    this.#quotas = bounds.quotas;
    this.#moments = new Moments(clock);
    this.#lists = new MemoryLists({
      index: this.#index,
      spread: new Spread(clock),
      titleOf: (ref) => this.#titleOf(ref),
    });
    this.#messages = new MemoryMessages({
      ...bounds,
      conversationsOf: (userId) => this.#index.conversationsOf(userId),
    });
    this.#users = new MemoryUsers({
      ...bounds,
      isOnline,
      letGo: (userId) => this.#letGo(userId),
    });
    this.#chatrooms = new MemoryChatrooms({
      ...bounds,
      onForget: ({ conversation }) => this.#messages.drop(conversation),
    });
    this.#privates = new MemoryPrivates({
      ...bounds,
      maxUnanswered: bounds.quotas.maxUnanswered,
      onForget: (conversation) => this.#forgetPrivate(conversation),
    });
  }

  /** How much is stored now; for tests and operators. */
  get counts(): StorageSizes & { usersWithConversations: number } {
    return {
      users: this.#users.size,
      chatrooms: this.#chatrooms.size,
      memberships: this.#chatrooms.memberships,
      privates: this.#privates.size,
      ...this.#messages.sizes,
      usersWithConversations: this.#index.size,
    };
  }

  /**
   * Removes some of what has been idle for too long; to be called now and then.
   * Returns whether to call again soon for the rest.
   */
  forgetIdle(): boolean {
    const now = this.#moments.now();
    const more = [
      this.#messages.forgetIdle(now, FORGOTTEN_AT_ONCE),
      this.#users.forgetIdle(now, FORGOTTEN_AT_ONCE),
      this.#chatrooms.forgetIdle(now, FORGOTTEN_AT_ONCE),
    ];
    return more.includes(true);
  }

  async enter(userId: string, name: string | undefined): Promise<User> {
    return this.#users.enter(userId, name, this.#moments.now());
  }

  async touch(userId: string): Promise<void> {
    this.#users.touch(userId, this.#moments.now());
  }

  async user(userId: string): Promise<User> {
    const user = this.#users.get(userId);
    if (user === undefined) throw noSuchUser(userId);
    return user;
  }

  async join(
    chatroomId: string,
    userId: string,
    name: string | undefined,
  ): Promise<Joined> {
    const now = this.#moments.now();
    const known = this.#chatrooms.get(chatroomId);
    if (known?.conversation.positions.has(userId)) {
      return this.#chatrooms.joined(known, userId, false);
    }
    this.#requireQuota(chatroomId, userId);
    this.#chatrooms.requirePlace(chatroomId);
    this.#users.enter(userId, undefined, now);
    const room = this.#chatrooms.join(chatroomId, userId, { name, ...now });
    this.#messages.adopt(room.conversation);
    this.#index.add(userId, room.conversation);
    return this.#chatrooms.joined(room, userId, true);
  }

  /** @throws {ReplyError} 403 when the user is in, or has made, too many */
  #requireQuota(chatroomId: string, userId: string): void {
    const full = refusedJoin(this.#quotas, {
      joined: this.#index.count(userId, CHATROOM),
      created: this.#chatrooms.created(userId),
      creates: this.#chatrooms.get(chatroomId) === undefined,
    });
    if (full !== undefined) throw quotaFull(full, this.#quotas);
  }

  async chatroom(chatroomId: string): Promise<Chatroom> {
    return toChatroom(this.#chatrooms.find(chatroomId));
  }

  async membership(chatroomId: string, userId: string): Promise<Membership> {
    return this.#chatrooms.membership(chatroomId, userId);
  }

  async leave(chatroomId: string, userId: string): Promise<Left> {
    const room = this.#chatrooms.findFor(chatroomId, userId);
    this.#leave(room, userId);
    return { ordinal: this.#chatrooms.nextOrdinal() };
  }

  async chatroomsOf(userId: string): Promise<Iterable<string>> {
    return this.#index.chatroomsOf(userId);
  }

  async members(
    chatroomId: string,
    userId: string,
    { after = 0, count }: { after: number | undefined; count: number },
  ): Promise<MembersPage> {
    const room = this.#chatrooms.findFor(chatroomId, userId);
    const found = room.members.page(after, count + 1);
    const shown = found.slice(0, count);
    const items = shown.map(({ id, joinedAt }): Member => ({
      id,
      name: this.#users.nameOf(id),
      joinedAt,
      rank: rankOf(room.creator, id),
    }));
    const next = found.length > count ? shown.at(-1)?.ordinal : undefined;
    return { items, total: room.members.size, next };
  }

  async append(draft: Draft): Promise<Appended> {
    return this.appendNow(draft);
  }

  appendNow(draft: Draft): Appended {
    const now = this.#moments.now();
    const { conversation: ref, senderId } = draft;
    const room = ref.type === CHATROOM
      ? this.#chatrooms.findFor(ref.target, senderId)
      : undefined;
    const sender = this.#users.sender(senderId, now);
    const title = room?.name ?? this.#users.nameOf(ref.target);
    const stored = this.#messages.find(draft, sender, now);
    if (stored !== undefined) return { message: stored, title, repeated: true };
    const conversation = room?.conversation ?? this.#openPrivate(draft, now);
    const message = this.#messages.append(conversation, { draft, sender }, now);
    return { message, title, repeated: false };
  }

  async history(
    ref: ConversationRef,
    reader: Reader,
    { before, count }: { before: string | undefined; count: number },
  ): Promise<TimelinePage> {
    return this.#conversation(ref, reader).history(before, count);
  }

  async sync(
    ref: ConversationRef,
    reader: Reader,
    query: SyncQuery,
  ): Promise<SyncPage> {
    return this.#conversation(ref, reader).sync(reader, query);
  }

  async read(
    ref: ConversationRef,
    userId: string,
    sequence: number,
  ): Promise<ReadMark> {
    return this.#conversation(ref, userId).markRead(userId, sequence);
  }

  async recall(request: RecallRequest): Promise<Changed> {
    const { conversation: ref, userId } = request;
    const conversation = this.#conversation(ref, userId);
    const rank = ref.type === CHATROOM
      ? this.#chatrooms.rankOf(ref.target, userId)
      : MEMBER;
    const now = this.#moments.now();
    return this.#messages.recall(conversation, { request, rank }, now);
  }

  async conversations(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage> {
    return await this.#lists.page(userId, query);
  }

  #openPrivate(
    { conversation: { key }, senderId }: Draft,
    now: Moment,
  ): MemoryConversation {
    const conversation = this.#privates.open(key, senderId, now.steady);
    if (conversation.timeline.lastSequence === 0) {
      for (const party of partiesOf(key)) this.#index.add(party, conversation);
    }
    return conversation;
  }

  /**
   * The conversation, if this reader may see it; an empty one if it has no
   * messages.
   */
  #conversation(ref: ConversationRef, reader: Reader): MemoryConversation {
    if (ref.type !== CHATROOM) {
      return this.#privates.get(ref.key) ?? this.#privates.empty(ref.key);
    }
    const room = reader === SERVICE
      ? this.#chatrooms.find(ref.target)
      : this.#chatrooms.findFor(ref.target, reader);
    return room.conversation;
  }

  #leave(room: MemoryChatroom, userId: string): void {
    const now = this.#moments.now();
    const { conversation, members } = room;
    this.#messages.leave(conversation, userId);
    this.#chatrooms.leave(room, userId, now);
    if (members.size === 0) this.#messages.abandon(conversation, now);
    this.#index.remove(userId, conversation);
  }

  #titleOf({ type, target }: ConversationRef): string {
    return type === CHATROOM
      ? this.#chatrooms.find(target).name
      : this.#users.nameOf(target);
  }

  #forgetPrivate(conversation: MemoryConversation): void {
    this.#messages.drop(conversation);
    for (const party of partiesOf(conversation.key)) {
      this.#index.remove(party, conversation);
    }
  }

  /** A private conversation is kept for as long as one of its users is. */
  *#letGo(userId: string): Generator<void> {
    for (const [ref, conversation] of this.#index.of(userId)) {
      yield;
      if (ref.type === CHATROOM) {
        const room = this.#chatrooms.find(ref.target);
        this.#leave(room, userId);
      } else if (!this.#users.has(ref.target)) {
        this.#privates.forget(conversation);
      }
    }
  }
}
