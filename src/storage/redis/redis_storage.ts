import type { ConversationRef } from "../../domain/ids.ts";
import type { UserQuotas } from "../../domain/quotas.ts";
import type { Chatroom, User } from "../../domain/model.ts";
import type { RedisConnection } from "./connection.ts";
import type { Channels } from "./channels.ts";
import { ForgottenMembers } from "./forgotten_members.ts";
import { Recent } from "../../base/recent.ts";
import { RedisActivity } from "./redis_activity.ts";
import { RedisAppends } from "./redis_appends.ts";
import { RedisChatrooms } from "./redis_chatrooms.ts";
import { RedisConversations } from "./redis_conversations.ts";
import { RedisJoinQuotas } from "./redis_join_quotas.ts";
import { RedisTimelines } from "./redis_timelines.ts";
import { RedisLists } from "./redis_lists.ts";
import { RedisUnanswered } from "./redis_unanswered.ts";
import { RedisUsers } from "./redis_users.ts";
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
  /** Messages kept per conversation; the oldest are removed. */
  readonly historyLimit: number;
  /** Milliseconds after which idle users and empty chatrooms are removed. */
  readonly idleExpiry: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** What each user may have. */
  readonly quotas: UserQuotas;
  /** Milliseconds since a fixed point; never jumps. */
  readonly elapsed: () => number;
  /** Calls `run` after the input of this turn of the event loop. */
  readonly nextTurn: (run: () => void) => void;
  /**
   * Unix time in milliseconds; undefined: that of Redis, which all nodes share.
   */
  readonly now?: (() => number) | undefined;
  /**
   * Where the scripts publish what they store: news of chatrooms, and, except
   * in a Cluster, private messages. Undefined: nowhere.
   */
  readonly channels: Channels | undefined;
  /**
   * The name of this node, to which private messages that it stores itself are
   * not published; undefined: they are not published at all.
   */
  readonly node: string | undefined;
}

/**
 * A conversation is kept as long as one of its users is: its keys expire after
 * this many times the expiry of a user, and are renewed when a user comes back.
 */
export const CONVERSATION_KEEP = 2;

/** Most online users that are renewed at a time. */
const KEPT_AT_ONCE = 1000;
/**
 * Most users whose last renewal is remembered; others are renewed too often.
 */
const MAX_KEPT = 1_000_000;

/**
 * {@linkcode Storage} in Redis, shared by all services that use it. Everything
 * of one conversation is in one slot and changes in one script, in one round
 * trip. Users' lists of conversations are in other slots: a list contains all
 * of a user's conversations, and may contain more, which are left out when it
 * is read.
 */
export class RedisStorage implements Storage {
  #options: RedisStorageOptions;
  #users: RedisUsers;
  #lists: RedisLists;
  /** Users who were renewed recently. */
  #kept: Recent<true>;
  #chatrooms: RedisChatrooms;
  #appends: RedisAppends;
  #timelines: RedisTimelines;
  #conversations: RedisConversations;

  constructor(options: RedisStorageOptions) {
    this.#options = options;
    const time: () => number | "" = options.now ?? (() => "");
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
      joinQuotas: new RedisJoinQuotas({
        ...options,
        lists: this.#lists,
        activity: new RedisActivity(options.connection, this.#lists),
        time,
      }),
      keep: this.#keep,
      forgotten,
      time,
    });
    this.#appends = new RedisAppends({
      ...options,
      users: this.#users,
      lists: this.#lists,
      unanswered: new RedisUnanswered({ ...options, lists: this.#lists, time }),
      keep: this.#keep,
      time,
    });
    this.#timelines = new RedisTimelines({ ...options, time });
    this.#conversations = new RedisConversations({
      connection: options.connection,
      users: this.#users,
      lists: this.#lists,
    });
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

  chatroomsOf(userId: string): Promise<readonly string[]> {
    return this.#conversations.chatroomsOf(userId);
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

  append(draft: Draft): Promise<Appended> {
    return this.#appends.append(draft);
  }

  history(
    ref: ConversationRef,
    reader: Reader,
    query: { before: string | undefined; count: number },
  ): Promise<TimelinePage> {
    return this.#timelines.history(ref, reader, query);
  }

  sync(
    ref: ConversationRef,
    reader: Reader,
    query: SyncQuery,
  ): Promise<SyncPage> {
    return this.#timelines.sync(ref, reader, query);
  }

  read(
    ref: ConversationRef,
    userId: string,
    sequence: number,
  ): Promise<ReadMark> {
    return this.#timelines.read(ref, userId, sequence);
  }

  recall(request: RecallRequest): Promise<Changed> {
    return this.#timelines.recall(request);
  }

  conversations(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage> {
    return this.#conversations.page(userId, query);
  }

  /**
   * Renews users who are online, so that no connected user expires; to be
   * called now and then. A user is renewed after an eighth of the expiry, at
   * most 1000 at a time. Returns whether to call again soon.
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
}
