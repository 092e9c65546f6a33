import { changeTo } from "../../domain/change.ts";
import { CHATROOM, type ConversationRef, PRIVATE } from "../../domain/ids.ts";
import { sequenceOfMessageId } from "../../domain/message_id.ts";
import type { Chatroom, Message, User } from "../../domain/model.ts";
import { unreadOf } from "../../domain/position.ts";
import type { RedisConnection } from "./connection.ts";
import { channelOf, type Channels } from "./channels.ts";
import { ForgottenMembers } from "./forgotten_members.ts";
import { keysOf } from "./keys.ts";
import { Recent } from "../../base/recent.ts";
import { RedisActivity } from "./redis_activity.ts";
import { RedisChatrooms } from "./redis_chatrooms.ts";
import { RedisPages } from "./redis_pages.ts";
import { RedisSummaries } from "./redis_summaries.ts";
import { requireChanged, requireFound } from "./outcomes.ts";
import { RedisLists } from "./redis_lists.ts";
import { RedisUsers } from "./redis_users.ts";
import { SCRIPTS } from "./scripts.ts";
import {
  decodeMessage,
  encodeDraft,
  idSuffix,
  requireText,
} from "./stored_message.ts";
import { decodePosition } from "./stored_position.ts";
import { contentOf, digestOf, toMessage } from "../shared/draft.ts";
import {
  comesAfter,
  newestActivityFirst,
  positionOf,
} from "../shared/list_order.ts";
import { beyondLast, conflict, noSuchMessage } from "../shared/refusals.ts";
import { pageOfSync } from "../shared/sync_page.ts";
import type {
  Appended,
  Changed,
  ConversationsPage,
  ConversationsQuery,
  Draft,
  Joined,
  Left,
  Membership,
  MembersPage,
  Reader,
  ReadMark,
  RecallRequest,
  Storage,
  SyncPage,
  SyncQuery,
  TimelinePage,
} from "../storage.ts";

/** What {@linkcode RedisStorage} needs. */
export interface RedisStorageOptions {
  readonly connection: RedisConnection;
  /** Messages kept per conversation; the oldest go. */
  readonly historyLimit: number;
  /** Milliseconds after which idle users and empty chatrooms are forgotten. */
  readonly idleExpiry: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** Milliseconds since a fixed point; never jumps. */
  readonly elapsed: () => number;
  /** Unix time in milliseconds; undefined: that of Redis, which all nodes share. */
  readonly now?: (() => number) | undefined;
  /**
   * Where what happens in a chatroom is published, in the step that does it;
   * undefined: nowhere.
   */
  readonly channels: Channels | undefined;
}

/**
 * A conversation lives as long as one of its users is known: its keys are kept
 * for this many times the expiry of a user, and kept on when a user comes back.
 */
const CONVERSATION_KEEP = 2;

/** Users online that a node keeps in one go. */
const KEPT_AT_ONCE = 1000;
/** Users of whom a node remembers that it kept them; others it keeps too often. */
const MAX_KEPT = 1_000_000;

/**
 * {@linkcode Storage} in Redis, shared by all services that use it. What belongs
 * to one conversation changes in one script, in one round trip, and its keys are
 * in one slot. Users' lists of conversations are in other slots: a list names
 * all of a user's conversations and may name more, which reading leaves out.
 */
export class RedisStorage implements Storage {
  #options: RedisStorageOptions;
  #connection: RedisConnection;
  #users: RedisUsers;
  #lists: RedisLists;
  /** Who was kept on lately. */
  #kept: Recent<true>;
  #chatrooms: RedisChatrooms;
  #pages: RedisPages;
  #activity: RedisActivity;
  #summaries: RedisSummaries;
  #time: () => number | "";

  constructor(options: RedisStorageOptions) {
    this.#options = options;
    this.#connection = options.connection;
    const time = this.#time = options.now ?? (() => "");
    this.#users = new RedisUsers({ ...options, time });
    const forgotten = new ForgottenMembers({ ...options, users: this.#users });
    this.#lists = new RedisLists({ ...options, forgotten, time });
    this.#kept = new Recent({
      limit: MAX_KEPT,
      maxAge: options.idleExpiry / 8,
    });
    this.#chatrooms = new RedisChatrooms({
      ...options,
      users: this.#users,
      lists: this.#lists,
      keep: this.#keep,
      forgotten,
      time,
    });
    this.#pages = new RedisPages(options.connection);
    this.#activity = new RedisActivity(options.connection, this.#lists);
    this.#summaries = new RedisSummaries(options.connection, this.#lists);
  }

  enter(userId: string, name: string | undefined): Promise<User> {
    this.#lists.keep(userId, this.#keep);
    return this.#users.enter(userId, name);
  }

  touch(userId: string): Promise<void> {
    return this.#users.touch(userId);
  }

  user(userId: string): Promise<User> {
    return this.#users.find(userId);
  }

  async chatroomsOf(userId: string): Promise<readonly string[]> {
    const listed = await this.#lists.of(userId, CHATROOM);
    const found = await this.#activity.of(userId, listed);
    return found.map(({ ref }) => ref.target);
  }

  join(
    chatroomId: string,
    userId: string,
    name: string | undefined,
  ): Promise<Joined> {
    return this.#chatrooms.join(chatroomId, userId, name);
  }

  leave(chatroomId: string, userId: string): Promise<Left> {
    return this.#chatrooms.leave(chatroomId, userId);
  }

  chatroom(chatroomId: string): Promise<Chatroom> {
    return this.#chatrooms.find(chatroomId);
  }

  membership(chatroomId: string, userId: string): Promise<Membership> {
    return this.#chatrooms.membership(chatroomId, userId);
  }

  members(
    chatroomId: string,
    userId: string,
    page: { after: number | undefined; count: number },
  ): Promise<MembersPage> {
    return this.#chatrooms.members(chatroomId, userId, page);
  }

  async append(draft: Draft): Promise<Appended> {
    const { conversation: ref, senderId } = draft;
    const name = this.#users.nameOf(senderId);
    const peer = ref.type === PRIVATE ? this.#users.nameOf(ref.target) : "";
    // Without a look-up nothing is awaited, so that appends keep their order.
    const [known, title] = typeof name === "string" && typeof peer === "string"
      ? [name, peer]
      : await Promise.all([name, peer]);
    const sender = { id: senderId, name: known };
    if (ref.type === PRIVATE) this.#lists.addPrivate(ref);
    const stored = this.#append(draft, sender);
    const [outcome, id = "", sequence, createdAt, room] = await stored;
    requireFound(outcome, ref);
    if (outcome === "conflict") throw conflict(draft);
    // Who may send and was forgotten is known again.
    if (outcome === "stored") this.#users.add(senderId).catch(() => {});
    const message = toMessage(draft, sender, {
      id,
      conversation: ref.key,
      sequence: Number(sequence),
      createdAt: Number(createdAt),
    });
    return {
      message,
      title: ref.type === CHATROOM ? this.#titleOf(ref, room) : title,
      repeated: outcome === "repeated",
    };
  }

  async history(
    ref: ConversationRef,
    reader: Reader,
    { before, count }: { before: string | undefined; count: number },
  ): Promise<TimelinePage> {
    const sequence = before === undefined ? "" : sequenceOfMessageId(before);
    if (before !== undefined && sequence === undefined) {
      await this.#pages.read(ref, reader, ["history", 1, "", "", ""]);
      throw noSuchMessage(before);
    }
    const args = ["history", count, sequence ?? "", before ?? "", ""] as const;
    const page = await this.#pages.read(ref, reader, args);
    if (page === undefined) throw noSuchMessage(before ?? "");
    const { items, first, from } = page;
    return { items, hasMore: items.length > 0 ? from > first : false };
  }

  async sync(
    ref: ConversationRef,
    reader: Reader,
    { after, count, changedAfter }: SyncQuery,
  ): Promise<SyncPage> {
    const args = ["sync", count, after, "", changedAfter ?? ""] as const;
    const page = await this.#pages.read(ref, reader, args);
    if (page === undefined) throw new TypeError("a sync finds no message");
    const { items, last, first, changes } = page;
    const shown = changes.slice(0, count);
    const moreChanges = changes.length > count;
    return {
      ...pageOfSync(items, after, { first, last }),
      changes: shown,
      changedUpTo: moreChanges ? shown.at(-1)!.number : page.lastChange,
      moreChanges,
      readSequence: page.read,
      peerReadSequence: page.peerRead,
    };
  }

  async read(
    ref: ConversationRef,
    userId: string,
    sequence: number,
  ): Promise<ReadMark> {
    const { head, members, read, own } = keysOf(ref);
    const [outcome, value, moved, ...position] = await this.#connection.script<
      string[]
    >(
      SCRIPTS.read,
      [head, members, read, own],
      [ref.type, userId, sequence],
    );
    requireFound(outcome, ref);
    const last = Number(value);
    if (outcome === "beyond") throw beyondLast(sequence, last);
    const unread = unreadOf(decodePosition(position), last);
    return { unread, moved: moved === "1" };
  }

  async recall(request: RecallRequest): Promise<Changed> {
    const { conversation: ref, userId, messageId, policy } = request;
    const { head, messages, members, changes } = keysOf(ref);
    const sequence = sequenceOfMessageId(messageId) ?? 0;
    const [outcome, stored = "", number] = await this.#connection.script<
      string[]
    >(SCRIPTS.recall, [head, messages, members, changes], [
      ...[ref.type, userId, sequence, messageId, this.#time()],
      ...[policy.fromRank, policy.window, this.#channelOf(ref)],
    ]);
    requireFound(outcome, ref);
    if (outcome === "no-message") throw noSuchMessage(messageId);
    requireChanged(outcome, policy);
    const message = decodeMessage(ref.key, sequence, stored);
    if (outcome === "repeated") return { message, change: undefined };
    return { message, change: changeTo(message, Number(number)) };
  }

  async conversations(
    userId: string,
    { type, after, count }: ConversationsQuery,
  ): Promise<ConversationsPage> {
    const listed = await this.#lists.of(userId, type);
    const found = (await this.#activity.of(userId, listed))
      .filter((each) => after === undefined || comesAfter(each, after))
      .sort(newestActivityFirst);
    const refs = found.slice(0, count).map(({ ref }) => ref);
    // What has come meanwhile moves it on this page, and past no other.
    const shown = (await this.#summaries.of(userId, refs))
      .sort((a, b) => newestActivityFirst(positionOf(a), positionOf(b)));
    const peers = shown.filter(({ type }) => type === PRIVATE);
    const names = await this.#users.names(peers.map(({ target }) => target));
    const titles = new Map(
      peers.map(({ target }, at) => [target, names[at] ?? target]),
    );
    const items = shown.map((summary) =>
      summary.type === PRIVATE
        ? { ...summary, title: titles.get(summary.target)! }
        : summary
    );
    return { items, hasMore: found.length > count };
  }

  /**
   * Keeps those who are online: nobody who is connected is forgotten. To be
   * called now and then; a user is kept on when an eighth of the expiry is
   * over, at most 1000 at a time. Returns whether to call again soon.
   */
  keep(userIds: Iterable<string>): boolean {
    const now = this.#options.elapsed();
    let left = KEPT_AT_ONCE;
    for (const userId of userIds) {
      if (this.#kept.get(userId, now) !== undefined) continue;
      if (left-- === 0) return true;
      this.#kept.set(userId, true, now);
      this.#lists.keep(userId, this.#keep);
      this.#users.touch(userId).catch(() => this.#kept.delete(userId));
    }
    return false;
  }

  get #keep(): number {
    return this.#options.idleExpiry * CONVERSATION_KEEP;
  }

  #titleOf(ref: ConversationRef, name = ""): string {
    const { unreadable } = this.#connection;
    const read = () => requireText(JSON.parse(name));
    return unreadable.or(keysOf(ref).head, read, ref.target);
  }

  #append(draft: Draft, sender: Message["sender"]): Promise<string[]> {
    const { historyLimit, requestIdAge } = this.#options;
    const { conversation: ref, senderId, requestId } = draft;
    const keys = keysOf(ref);
    const { head, messages, members, own, changes, read, order } = keys;
    const encoded = encodeDraft(draft, sender);
    return this.#connection.script<string[]>(SCRIPTS.append, [
      ...[head, messages, members, own, changes, read, order],
      keys.request(senderId, requestId ?? ""),
    ], [
      ...[ref.type, senderId, this.#time(), historyLimit],
      ...[encoded.head, encoded.content],
      requestId === undefined ? "" : digestOf(contentOf(draft)),
      ...[requestIdAge, idSuffix(ref.key), this.#keep],
      this.#channelOf(ref),
    ]);
  }

  /** Of private conversations the node that stores tells the others. */
  #channelOf(ref: ConversationRef): string {
    return ref.type === CHATROOM ? channelOf(ref, this.#options.channels) : "";
  }
}
