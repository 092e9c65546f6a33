// deno-lint-ignore-file require-await -- a throw has to become a rejection

import { CHATROOM, type ConversationRef, partiesOf } from "../../domain/ids.ts";
import type { Administration } from "../administration.ts";
import type { User } from "../../domain/model.ts";
import { MEMBER } from "../../domain/rank.ts";
import type { Clock } from "../../base/clock.ts";
import { Spread } from "../../base/spread.ts";
import { refusedJoin, type UserQuotas } from "../../domain/quotas.ts";
import { MemoryAdministration } from "./memory_administration.ts";
import { noSuchChatroom, noSuchUser, quotaFull } from "../shared/refusals.ts";
import { DataTotals } from "./data_totals.ts";
import { MemoryAppends } from "./memory_appends.ts";
import { MemoryBlocks } from "./memory_blocks.ts";
import type { MemoryBounds } from "./memory_bounds.ts";
import type { MemoryChatroom } from "./memory_chatroom.ts";
import { MemoryChatrooms } from "./memory_chatrooms.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import { MemoryGovernance } from "./memory_governance.ts";
import { MemoryIndex } from "./memory_index.ts";
import { MemoryLists } from "./memory_lists.ts";
import { MemoryMessages } from "./memory_messages.ts";
import { MemoryPrivates } from "./memory_privates.ts";
import { reactorsOf } from "./memory_reactors.ts";
import { MemoryUsers } from "./memory_users.ts";
import { Moments } from "./moments.ts";
import type { Governance, Left, OnHeir } from "../governance.ts";
import type {
  Appended,
  ConversationsPage,
  ConversationsQuery,
  Draft,
  Joined,
  JoinTerms,
  MembersPage,
  ReadMark,
  Storage,
  StorageSizes,
  SyncPage,
  SyncQuery,
  TimelinePage,
} from "../storage.ts";
import { type Reader, SERVICE } from "../actor.ts";
import type {
  Changed,
  ChangeRequest,
  ReactorsPage,
  ReactorsQuery,
} from "../message_changes.ts";

/** How many things of a kind are removed in one go, in about a millisecond. */
const FORGOTTEN_AT_ONCE = 500;

/** What {@linkcode MemoryStorage} needs. */
export interface MemoryStorageOptions {
  readonly bounds: MemoryBounds;
  /** A connected user is never removed. */
  readonly isOnline: (userId: string) => boolean;
  readonly clock: Pick<Clock, "now" | "coarse" | "nextTurn">;
  /** Not given: nobody is told. */
  readonly onHeir?: OnHeir | undefined;
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
  #blocks: MemoryBlocks;
  #appends: MemoryAppends;
  #governance: MemoryGovernance;
  #moments: Moments;
  #quotas: UserQuotas;
  #data: DataTotals;
  #onHeir: OnHeir | undefined;
  readonly administration: Administration;

  constructor({ bounds, isOnline, clock, onHeir }: MemoryStorageOptions) {
    this.#onHeir = onHeir;
    this.#quotas = bounds.quotas;
    this.#moments = new Moments(clock);
    this.#data = new DataTotals(bounds.dataLimit);
    const bounded = { ...bounds, data: this.#data };
    this.#lists = this.#listsOf(new Spread(clock));
    this.#messages = new MemoryMessages({
      ...bounds,
      conversationsOf: (userId) => this.#index.conversationsOf(userId),
    });
    this.#users = new MemoryUsers({
      ...bounded,
      isOnline,
      letGo: (userId) => this.#letGo(userId),
    });
    this.#chatrooms = new MemoryChatrooms({
      ...bounded,
      onForget: ({ conversation }) => this.#messages.drop(conversation),
    });
    this.#privates = new MemoryPrivates({
      ...bounds,
      maxUnanswered: bounds.quotas.maxUnanswered,
      onForget: (conversation) => this.#forgetPrivate(conversation),
    });
    const stored = {
      ...bounded,
      users: this.#users,
      chatrooms: this.#chatrooms,
      privates: this.#privates,
      messages: this.#messages,
      index: this.#index,
      moments: this.#moments,
    };
    this.#blocks = new MemoryBlocks(stored);
    const parts = { ...stored, blocks: this.#blocks };
    this.#appends = new MemoryAppends(parts);
    const leave = this.#leave.bind(this);
    this.#governance = new MemoryGovernance({
      ...parts,
      leave,
      enter: (room, userId, { time }) =>
        this.#enter(room, userId, { time, wasAdded: true }),
    });
    const governed = { ...parts, leave, governance: this.#governance };
    this.administration = new MemoryAdministration(governed);
  }

  #listsOf(spread: Spread): MemoryLists {
    const titleOf = (ref: ConversationRef) => this.#titleOf(ref);
    return new MemoryLists({ index: this.#index, spread, titleOf });
  }

  /** How much is stored now; for tests and operators. */
  get counts(): Required<StorageSizes> & {
    usersWithConversations: number;
  } {
    return {
      users: this.#users.size,
      ...this.#chatrooms.sizes,
      privates: this.#privates.size,
      blocks: this.#blocks.size,
      dataBytes: this.#data.bytes,
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
    return [this.#messages, this.#users, this.#chatrooms]
      .map((each) => each.forgetIdle(now, FORGOTTEN_AT_ONCE))
      .includes(true);
  }

  async enter(userId: string, name: string | undefined): Promise<User> {
    return this.#users.enter(userId, name, this.#moments.now());
  }

  readonly touch: Storage["touch"] = async (userId) =>
    this.#users.touch(userId, this.#moments.now());

  async user(userId: string): Promise<User> {
    const user = this.#users.get(userId);
    if (user === undefined) throw noSuchUser(userId);
    return user;
  }

  readonly setProfile: Storage["setProfile"] = async (id, change) =>
    this.#users.setProfile(id, change, this.#moments.now());

  readonly speaker: Storage["speaker"] = (...asked) =>
    this.#governance.speaker(...asked);

  async join(
    chatroomId: string,
    userId: string,
    name: string | undefined,
    { passedHash, mayCreate = true }: JoinTerms = {},
  ): Promise<Joined> {
    const now = this.#moments.now();
    const known = this.#chatrooms.get(chatroomId);
    if (known?.conversation.positions.has(userId)) {
      return this.#chatrooms.joined(known, userId, false);
    }
    if (known !== undefined) {
      this.#governance.requireEntry(known, userId, { passedHash, now });
    } else if (!mayCreate) throw noSuchChatroom(chatroomId);
    this.#requireQuota(chatroomId, userId);
    this.#chatrooms.requirePlace(chatroomId);
    this.#users.enter(userId, undefined, now);
    const { time } = now;
    const room = this.#chatrooms.open(chatroomId, userId, { name, time });
    this.#enter(room, userId, { time, wasAdded: false });
    return this.#chatrooms.joined(room, userId, true);
  }

  /** @throws {ReplyError} 403 when the user is in, or has made, too many */
  #requireQuota(chatroomId: string, userId: string): void {
    const full = refusedJoin(this.#quotas, {
      joined: this.#index.count(userId, CHATROOM) -
        this.#chatrooms.added(userId),
      created: this.#chatrooms.created(userId),
      creates: this.#chatrooms.get(chatroomId) === undefined,
    });
    if (full !== undefined) throw quotaFull(full, this.#quotas);
  }

  readonly chatroom: Storage["chatroom"] = async (id) =>
    this.#chatrooms.find(id).toChatroom();

  readonly admission: Governance["admission"] = (...asked) =>
    this.#governance.admission(...asked);
  readonly readChatroom: Governance["readChatroom"] = (...asked) =>
    this.#governance.readChatroom(...asked);
  readonly configure: Governance["configure"] = (...asked) =>
    this.#governance.configure(...asked);
  readonly setRank: Governance["setRank"] = (...asked) =>
    this.#governance.setRank(...asked);
  readonly remove: Governance["remove"] = (...asked) =>
    this.#governance.remove(...asked);
  readonly add: Governance["add"] = (...asked) =>
    this.#governance.add(...asked);
  readonly sanction: Governance["sanction"] = (...asked) =>
    this.#governance.sanction(...asked);
  readonly sanctions: Governance["sanctions"] = (...asked) =>
    this.#governance.sanctions(...asked);
  readonly block: Governance["block"] = (...asked) =>
    this.#blocks.block(...asked);
  readonly blocks: Governance["blocks"] = (...asked) =>
    this.#blocks.blocks(...asked);

  readonly membership: Storage["membership"] = async (...asked) =>
    this.#chatrooms.membership(...asked);

  async leave(chatroomId: string, userId: string): Promise<Left> {
    const now = this.#moments.now();
    const room = this.#chatrooms.findFor(chatroomId, userId, now);
    const heir = this.#leave(room, userId);
    return { ordinal: this.#chatrooms.nextOrdinal(), heir };
  }

  async chatroomsOf(userId: string): Promise<Iterable<string>> {
    return this.#index.chatroomsOf(userId);
  }

  async members(
    chatroomId: string,
    reader: Reader,
    { after = 0, count }: { after: number | undefined; count: number },
  ): Promise<MembersPage> {
    const now = this.#moments.now();
    const room = this.#chatrooms.find(chatroomId);
    const readerStanding = room.requireMember(reader, now.time);
    const found = room.members.page(after, count + 1);
    const shown = found.slice(0, count);
    const items = shown
      .map(({ id }) => this.#governance.memberOf(room, id, now));
    const next = found.length > count ? shown.at(-1)?.ordinal : undefined;
    return { items, total: room.members.size, next, readerStanding };
  }

  async append(draft: Draft): Promise<Appended> {
    return this.appendNow(draft);
  }

  appendNow(draft: Draft): Appended {
    return this.#appends.append(draft);
  }

  async history(
    ref: ConversationRef,
    reader: Reader,
    { before, count }: { before: string | undefined; count: number },
  ): Promise<TimelinePage> {
    return this.#conversation(ref, reader).history(reader, { before, count });
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

  async change(request: ChangeRequest): Promise<Changed> {
    const { conversation: ref, userId, kind } = request;
    const now = this.#moments.now();
    const conversation = this.#conversation(ref, userId);
    const room = ref.type === CHATROOM
      ? this.#chatrooms.find(ref.target)
      : undefined;
    const rank = room?.requireChange(userId, kind, now) ?? MEMBER;
    this.#blocks.requireChange(request);
    return this.#messages.change(conversation, { request, rank, room }, now);
  }

  async reactors(query: ReactorsQuery): Promise<ReactorsPage> {
    const { conversation: ref, userId } = query;
    return reactorsOf(this.#conversation(ref, userId), query, this.#users);
  }

  async conversations(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage> {
    return await this.#lists.page(userId, query);
  }

  /**
   * The conversation, if this reader may see it; an empty one if it has no
   * messages.
   */
  #conversation(ref: ConversationRef, reader: Reader): MemoryConversation {
    if (ref.type !== CHATROOM) return this.#privates.find(ref.key);
    const room = reader === SERVICE
      ? this.#chatrooms.find(ref.target)
      : this.#chatrooms.findFor(ref.target, reader, this.#moments.now());
    return room.conversation;
  }

  #enter(
    room: MemoryChatroom,
    userId: string,
    how: { time: number; wasAdded: boolean },
  ): void {
    this.#chatrooms.enter(room, userId, how);
    this.#messages.adopt(room.conversation);
    this.#index.add(userId, room.conversation);
  }

  #leave(room: MemoryChatroom, userId: string): string | undefined {
    const now = this.#moments.now();
    const { conversation, members } = room;
    this.#messages.leave(conversation, userId);
    const heir = this.#chatrooms.leave(room, userId, now);
    if (members.size === 0) this.#messages.abandon(conversation, now);
    this.#index.remove(userId, conversation);
    return heir;
  }

  /** Somebody who is forgotten leaves a chatroom. */
  #abandon(chatroomId: string, userId: string): void {
    const heir = this.#leave(this.#chatrooms.find(chatroomId), userId);
    if (heir !== undefined) this.#onHeir?.({ chatroomId, userId: heir });
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
        this.#abandon(ref.target, userId);
      } else if (!this.#users.has(ref.target)) {
        this.#privates.forget(conversation);
      }
    }
    this.#blocks.drop(userId);
  }
}
