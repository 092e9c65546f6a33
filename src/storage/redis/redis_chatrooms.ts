import {
  chatroomConversation,
  type ConversationRef,
} from "../../domain/ids.ts";
import { unreadOf } from "../../domain/position.ts";
import type { Chatroom, Member } from "../../domain/model.ts";
import type { Rank, Standing } from "../../domain/rank.ts";
import { type Reader, SERVICE } from "../actor.ts";
import type { Admission, Left } from "../governance.ts";
import { entryRefused } from "../shared/refusals.ts";
import type { Joined, JoinTerms, Membership, MembersPage } from "../storage.ts";
import { channelOf, type Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import type { ForgottenMembers } from "./forgotten_members.ts";
import { inGroups } from "./in_groups.ts";
import { allOf, keysOf } from "./keys.ts";
import type { RedisJoinQuotas } from "./redis_join_quotas.ts";
import { ALWAYS, type RedisLists } from "./redis_lists.ts";
import { readJoinMode, type RoomRow, toChatroom } from "./redis_room.ts";
import type { RedisUsers } from "./redis_users.ts";
import { actorOf, endOf, isRefusal, requireFound } from "./outcomes.ts";
import { SCRIPTS } from "./scripts.ts";
import { decodePosition } from "./stored_position.ts";

/** What {@linkcode RedisChatrooms} needs. */
export interface RedisChatroomsOptions {
  readonly connection: RedisConnection;
  readonly users: RedisUsers;
  readonly lists: RedisLists;
  readonly joinQuotas: RedisJoinQuotas;
  readonly forgotten: Pick<ForgottenMembers, "end">;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  /** Milliseconds for which an inactive chatroom is kept. */
  readonly keep: number;
  /** Milliseconds for which an empty chatroom is kept. */
  readonly idleExpiry: number;
  /** Most members of a chatroom that sets no lower limit. */
  readonly maxMembers: number;
  /**
   * Where joins and leaves are published, by the same scripts that store them.
   */
  readonly channels: Channels | undefined;
}

/**
 * What `join.lua` returns: what was done and whether that created the chatroom;
 * the ordinal, last sequence and change, the setting of its history, it itself,
 * then the member's position.
 */
type JoinReply = readonly [
  ...[outcome: string, created: string, ordinal: string, last: string],
  ...[change: string, history: string, room: RoomRow],
  ...position: string[],
];

/** The chatrooms and their members in Redis. */
export class RedisChatrooms {
  #options: RedisChatroomsOptions;

  constructor(options: RedisChatroomsOptions) {
    this.#options = options;
  }

  /** As `Storage.join`. */
  async join(
    chatroomId: string,
    userId: string,
    { name, terms }: { name: string | undefined; terms: JoinTerms },
  ): Promise<Joined> {
    const { users, lists, joinQuotas, connection } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const [isListed] = await Promise.all([
      joinQuotas.enlist(userId, ref),
      users.add(userId),
    ]);
    if (!isListed) await this.#refuseFull(ref, userId, terms);
    const joined = await this.#join(ref, userId, { name, terms });
    const [outcome, , ordinal, last, change, history, room, ...rest] = joined;
    // An earlier leave may only now remove it from the list.
    if (outcome === "1") lists.add(userId, ref).catch(() => {});
    const [joinedSequence] = rest;
    return {
      chatroom: toChatroom(chatroomId, room, connection.unreadable),
      joined: outcome === "1",
      lastSequence: Number(last),
      unread: unreadOf(decodePosition(rest), Number(last)),
      lastChange: Number(change),
      ordinal: Number(ordinal),
      hiddenUpTo: history === "joined" ? Number(joinedSequence) : 0,
    };
  }

  /**
   * The user is in as many chatrooms as they may be. What the chatroom itself
   * refuses comes first.
   *
   * @throws {ReplyError} 404, 403
   */
  async #refuseFull(
    ref: ConversationRef,
    userId: string,
    terms: JoinTerms,
  ): Promise<never> {
    const mayCreate = terms.mayCreate ?? true ? 1 : 0;
    const how = { name: undefined, terms, mayCreate, looks: 1 } as const;
    entered(await this.#ask(ref, userId, how), ref);
    throw this.#options.joinQuotas.full;
  }

  #ask(
    ref: ConversationRef,
    userId: string,
    { name, terms, mayCreate, looks }: {
      name: string | undefined;
      terms: JoinTerms;
      mayCreate: 0 | 1;
      looks: 0 | 1;
    },
  ): Promise<JoinReply> {
    const { connection, time, keep, channels, maxMembers } = this.#options;
    return connection.script<JoinReply>(SCRIPTS.join, allOf(keysOf(ref)), [
      ...[userId, JSON.stringify(name ?? ref.target), time(), keep],
      ...[channelOf(ref, channels), mayCreate],
      ...[terms.passedHash ?? "", maxMembers, looks],
    ]);
  }

  /** One that does not exist is created if the user may create one more. */
  async #join(
    ref: ConversationRef,
    userId: string,
    { name, terms }: { name: string | undefined; terms: JoinTerms },
  ): Promise<JoinReply> {
    const { lists, joinQuotas } = this.#options;
    const mayCreate = terms.mayCreate ?? true;
    const join = (create: 0 | 1) =>
      this.#ask(ref, userId, { name, terms, mayCreate: create, looks: 0 });
    try {
      const joined = await join(0);
      if (joined[0] !== "no-room" || !mayCreate) return entered(joined, ref);
      await joinQuotas.reserve(userId, ref.target);
      const created = await join(1);
      if (created[1] !== "1") {
        joinQuotas.release(userId, ref.target).catch(() => {});
      }
      return entered(created, ref);
    } catch (fault) {
      if (isRefusal(fault)) lists.remove(userId, ref, ALWAYS).catch(() => {});
      throw fault;
    }
  }

  /** A chatroom, whoever asks. @throws {ReplyError} 404 */
  async find(chatroomId: string): Promise<Chatroom> {
    return await this.read(chatroomId, SERVICE);
  }

  /** A chatroom, if there is one, whoever asks. */
  async get(chatroomId: string): Promise<Chatroom | undefined> {
    const [outcome, room] = await this.#look(chatroomId, SERVICE);
    return outcome === "no-room" ? undefined : this.#shown(chatroomId, room);
  }

  /** As `Governance.readChatroom`. */
  async read(chatroomId: string, reader: Reader): Promise<Chatroom> {
    const [outcome, room] = await this.#look(chatroomId, reader);
    requireFound(outcome, chatroomConversation(chatroomId));
    return this.#shown(chatroomId, room);
  }

  /** A chatroom, or why it is not shown. */
  #look(chatroomId: string, reader: Reader): Promise<[string, RoomRow]> {
    const { connection, time } = this.#options;
    const { head, members, admins, sanctions } = keysOf(
      chatroomConversation(chatroomId),
    );
    return connection.script<[string, RoomRow]>(
      SCRIPTS.findRoom,
      [head, members, admins, sanctions],
      [actorOf(reader), time(), 0],
    );
  }

  #shown(chatroomId: string, room: RoomRow): Chatroom {
    const { unreadable } = this.#options.connection;
    return toChatroom(chatroomId, room, unreadable);
  }

  /** As `Governance.admission`. */
  async admission(chatroomId: string): Promise<Admission | undefined> {
    const { head } = keysOf(chatroomConversation(chatroomId));
    const [creator, join, hash] = await this.#options.connection.run((redis) =>
      redis.hmGet(head, ["by", "join", "pass"])
    );
    if (typeof creator !== "string") return undefined;
    return {
      join: readJoinMode(join),
      passwordHash: hash ?? undefined,
    };
  }

  /** Whether a user is a member, and how far the chatroom is. */
  async membership(chatroomId: string, userId: string): Promise<Membership> {
    const { head, members, order } = keysOf(chatroomConversation(chatroomId));
    const [isMember, ordinal, last, change, hidden] = await this.#options
      .connection
      .script<string[]>(SCRIPTS.membership, [head, members, order], [userId]);
    return {
      isMember: isMember === "1",
      ordinal: Number(ordinal),
      lastSequence: Number(last),
      lastChange: Number(change),
      hiddenUpTo: Number(hidden),
    };
  }

  /** As `Storage.leave`. */
  async leave(chatroomId: string, userId: string): Promise<Left> {
    const { connection, lists, idleExpiry, channels, time } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const args = [userId, idleExpiry, channelOf(ref, channels), time()];
    const [outcome, left, heir] = await connection.script<string[]>(
      SCRIPTS.leave,
      allOf(keysOf(ref)),
      args,
    );
    requireFound(outcome, ref);
    // If this fails, reading the list leaves the entry out.
    const ordinal = Number(left);
    await lists.left(userId, ref, ordinal).catch(() => {});
    return { ordinal, heir: heir || undefined };
  }

  /**
   * A page of members with their current names. Expired users are left out, so
   * that the page may be short, and their memberships are ended.
   */
  async members(
    chatroomId: string,
    reader: Reader,
    { after = 0, count }: { after: number | undefined; count: number },
  ): Promise<MembersPage> {
    const { connection, users, forgotten, time } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const { head, members, order, admins, sanctions } = keysOf(ref);
    const [outcome, standing, total, found = []] = await connection.script<
      [string, number, string, string[]]
    >(
      SCRIPTS.members,
      [head, members, order, admins, sanctions],
      [actorOf(reader), after, count + 1, time()],
    );
    requireFound(outcome, ref);
    const rows = inGroups(found, 5);
    const shown = rows.slice(0, count);
    const names = await users.names(shown.map(([id]) => id!));
    const gone = shown.filter((_, at) => names[at] === undefined);
    forgotten.end(ref, gone.map(([id]) => id!)).catch(() => {});
    const next = rows.length > count ? Number(shown.at(-1)?.[1]) : undefined;
    return {
      items: shown.flatMap((row, at) => toMember(row, names[at])),
      total: Number(total) - gone.length,
      readerStanding: standing as Standing,
      next,
    };
  }
}

/** What has become of a join. @throws {ReplyError} 404, 403 */
function entered(joined: JoinReply, ref: ConversationRef): JoinReply {
  const [outcome] = joined;
  requireFound(outcome, ref);
  if (outcome === "invite" || outcome === "password" || outcome === "full") {
    throw entryRefused(outcome, ref.target);
  }
  return joined;
}

function toMember(
  [id = "", , joinedAt, rank, muted = ""]: readonly string[],
  name: string | undefined,
): Member[] {
  if (name === undefined) return [];
  return [{
    id,
    name,
    joinedAt: Number(joinedAt),
    rank: Number(rank) as Rank,
    muted: muted === "" ? undefined : endOf(muted),
  }];
}
