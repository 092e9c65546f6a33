import type { SettingsChange } from "../../domain/chatroom_settings.ts";
import type { ConversationRef } from "../../domain/ids.ts";
import type { UserQuotas } from "../../domain/quotas.ts";
import type { Chatroom, Message, User } from "../../domain/model.ts";
import type { Rank } from "../../domain/rank.ts";
import type { SanctionChange } from "../../domain/sanction.ts";
import type { Actor, Reader } from "../actor.ts";
import type {
  Added,
  Admission,
  BlocksPage,
  Left,
  OnHeir,
  RankSet,
  Reconfigured,
  Removed,
  Sanctioned,
  SanctionsPage,
} from "../governance.ts";
import type { ListPosition } from "../list_position.ts";
import type {
  Changed,
  ChangeRequest,
  ReactorsPage,
  ReactorsQuery,
} from "../message_changes.ts";
import type { RedisConnection } from "./connection.ts";
import type { Channels } from "./channels.ts";
import { ForgottenMembers } from "./forgotten_members.ts";
import { Recent } from "../../base/recent.ts";
import { RedisAdministration } from "./redis_administration.ts";
import type { Administration } from "../administration.ts";
import { RedisActivity } from "./redis_activity.ts";
import { RedisBlocks } from "./redis_blocks.ts";
import { RedisAppends } from "./redis_appends.ts";
import { RedisChatrooms } from "./redis_chatrooms.ts";
import { RedisConversations } from "./redis_conversations.ts";
import { RedisFounding, type RedisFoundingOptions } from "./redis_founding.ts";
import { RedisJoinQuotas } from "./redis_join_quotas.ts";
import { RedisReactions } from "./redis_reactions.ts";
import { RedisTimelines } from "./redis_timelines.ts";
import { RedisLists } from "./redis_lists.ts";
import { RedisRequestIds } from "./redis_request_ids.ts";
import { RedisRoomMembers } from "./redis_room_members.ts";
import { RedisRoomSettings } from "./redis_room_settings.ts";
import { RedisSanctions } from "./redis_sanctions.ts";
import {
  RedisStandings,
  type RedisStandingsOptions,
} from "./redis_standings.ts";
import { RedisUnanswered } from "./redis_unanswered.ts";
import { RedisUsers } from "./redis_users.ts";
import type {
  Appended,
  ConversationsPage,
  ConversationsQuery,
  Draft,
  Joined,
  JoinTerms,
  Membership,
  MembersPage,
  ProfileChange,
  ReadMark,
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
  /** Most members of a chatroom. */
  readonly maxMembers: number;
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
  /** Not given: nobody is told. */
  readonly onHeir?: OnHeir | undefined;
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
  #forgotten: ForgottenMembers;
  #lists: RedisLists;
  /** Users who were renewed recently. */
  #kept: Recent<true>;
  #chatrooms: RedisChatrooms;
  #roomSettings: RedisRoomSettings;
  #roomMembers: RedisRoomMembers;
  #sanctions: RedisSanctions;
  #blocks: RedisBlocks;
  #appends: RedisAppends;
  #timelines: RedisTimelines;
  #conversations: RedisConversations;
  /** For operators. */
  readonly administration: Administration;

  constructor(options: RedisStorageOptions) {
    this.#options = options;
    const time: () => number | "" = options.now ?? (() => "");
    this.#users = new RedisUsers({ ...options, time });
    const users = this.#users;
    this.#forgotten = new ForgottenMembers({ ...options, users, time });
    const forgotten = this.#forgotten;
    this.#blocks = new RedisBlocks({
      ...options,
      users,
      keep: this.#keep,
      time,
    });
    const blocks = this.#blocks;
    this.#lists = new RedisLists({ ...options, forgotten, blocks, time });
    this.#kept = new Recent({
      limit: MAX_KEPT,
      maxAge: options.idleExpiry / 8,
    });
    const governed = {
      ...options,
      users,
      lists: this.#lists,
      joinQuotas: new RedisJoinQuotas({
        ...options,
        lists: this.#lists,
        activity: new RedisActivity(options.connection, this.#lists),
        time,
      }),
      keep: this.#keep,
      forgotten,
      blocks,
      time,
    };
    this.#chatrooms = new RedisChatrooms(governed);
    this.#roomSettings = new RedisRoomSettings(governed);
    this.#roomMembers = new RedisRoomMembers(governed);
    this.#sanctions = new RedisSanctions(governed);
    this.#appends = new RedisAppends({
      ...governed,
      unanswered: new RedisUnanswered(governed),
      requestIds: new RedisRequestIds(governed),
    });
    const reactions = new RedisReactions(governed);
    this.#timelines = new RedisTimelines({ ...options, time, reactions });
    this.#conversations = new RedisConversations({ ...governed, reactions });
    this.administration = this.#createAdministration(governed);
  }

  #createAdministration(
    governed: RedisFoundingOptions & RedisStandingsOptions,
  ): Administration {
    const { connection, channels, elapsed } = this.#options;
    return new RedisAdministration({
      standings: new RedisStandings(governed),
      founding: new RedisFounding(governed),
      connection,
      channels,
      elapsed,
      unlist: (id, ref, ordinal) => this.#lists.left(id, ref, ordinal),
      user: (id) => this.#users.get(id),
      drop: (id) => this.#users.drop(id),
      chatroom: (id) => this.#chatrooms.get(id),
      chatroomsOf: (id) => this.#conversations.chatroomsOf(id),
      endMembership: (ref, id) => this.#forgotten.end(ref, [id]),
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

  setProfile(userId: string, change: ProfileChange): Promise<User> {
    return this.#users.setProfile(userId, change);
  }

  speaker(ref: ConversationRef, userId: string): Promise<Message["sender"]> {
    return this.#appends.speaker(ref, userId);
  }

  chatroomsOf(userId: string): Promise<readonly string[]> {
    return this.#conversations.chatroomsOf(userId);
  }

  join(
    chatroomId: string,
    userId: string,
    name: string | undefined,
    terms: JoinTerms = {},
  ): Promise<Joined> {
    return this.#chatrooms.join(chatroomId, userId, { name, terms });
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
    reader: Reader,
    page: { after: number | undefined; count: number },
  ): Promise<MembersPage> {
    return this.#chatrooms.members(chatroomId, reader, page);
  }

  admission(chatroomId: string): Promise<Admission | undefined> {
    return this.#chatrooms.admission(chatroomId);
  }

  readChatroom(chatroomId: string, reader: Reader): Promise<Chatroom> {
    return this.#chatrooms.read(chatroomId, reader);
  }

  configure(
    chatroomId: string,
    actor: Actor,
    change: SettingsChange,
  ): Promise<Reconfigured> {
    return this.#roomSettings.configure(chatroomId, actor, change);
  }

  setRank(
    chatroomId: string,
    actor: Actor,
    target: { userId: string; rank: Rank },
  ): Promise<RankSet> {
    return this.#roomMembers.setRank(chatroomId, actor, target);
  }

  remove(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Removed> {
    return this.#roomMembers.remove(chatroomId, actor, userIds);
  }

  add(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Added> {
    return this.#roomMembers.add(chatroomId, actor, userIds);
  }

  sanction(
    chatroomId: string,
    actor: Actor,
    change: SanctionChange,
  ): Promise<Sanctioned> {
    return this.#sanctions.sanction(chatroomId, actor, change);
  }

  sanctions(
    chatroomId: string,
    actor: Actor,
    page: { after: ListPosition | undefined; count: number },
  ): Promise<SanctionsPage> {
    return this.#sanctions.page(chatroomId, actor, page);
  }

  block(userId: string, otherId: string, blocked: boolean): Promise<void> {
    return this.#blocks.block(userId, otherId, blocked);
  }

  blocks(
    userId: string,
    page: { after: ListPosition | undefined; count: number },
  ): Promise<BlocksPage> {
    return this.#blocks.page(userId, page);
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

  change(request: ChangeRequest): Promise<Changed> {
    return this.#timelines.change(request);
  }

  reactors(query: ReactorsQuery): Promise<ReactorsPage> {
    return this.#timelines.reactors(query);
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
