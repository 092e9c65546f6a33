import {
  chatroomConversation,
  type ConversationRef,
} from "../../domain/ids.ts";
import { unreadOf } from "../../domain/position.ts";
import type { Chatroom } from "../../domain/model.ts";
import { rankOf } from "../../domain/rank.ts";
import { noSuchChatroom } from "../shared/refusals.ts";
import type { Joined, Left, Membership, MembersPage } from "../storage.ts";
import { channelOf, type Channels } from "./channels.ts";
import type { RedisConnection } from "./connection.ts";
import type { ForgottenMembers } from "./forgotten_members.ts";
import { inThrees } from "./in_threes.ts";
import { allOf, keysOf } from "./keys.ts";
import type { RedisJoinQuotas } from "./redis_join_quotas.ts";
import { ALWAYS, type RedisLists } from "./redis_lists.ts";
import type { RedisUsers } from "./redis_users.ts";
import { requireFound } from "./outcomes.ts";
import { SCRIPTS } from "./scripts.ts";
import { decodePosition } from "./stored_position.ts";
import { requireText } from "./stored_message.ts";

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
  /**
   * Where joins and leaves are published, by the same scripts that store them.
   */
  readonly channels: Channels | undefined;
}

/** A chatroom as a script returns it. */
interface FoundChatroom {
  readonly creator: string | null | undefined;
  readonly title: string | null | undefined;
  readonly at: string | null | undefined;
  readonly count: string | number | undefined;
}

/** Ordinals count microseconds, lists milliseconds. */
const MICROSECONDS = 1000;

/** The chatrooms and their members in Redis. */
export class RedisChatrooms {
  #options: RedisChatroomsOptions;

  constructor(options: RedisChatroomsOptions) {
    this.#options = options;
  }

  /** Makes a user a member; creates the chatroom if there is none. */
  async join(
    chatroomId: string,
    userId: string,
    name: string | undefined,
  ): Promise<Joined> {
    const { users, lists, joinQuotas } = this.#options;
    const ref = chatroomConversation(chatroomId);
    await Promise.all([
      users.add(userId),
      joinQuotas.enlist(userId, ref),
    ]);
    const [joined, creator, title, at, count, change, ordinal, last, ...rest] =
      await this.#join(ref, userId, name);
    // An earlier leave may only now remove it from the list.
    if (joined === "1") lists.add(userId, ref).catch(() => {});
    return {
      chatroom: this.#read(chatroomId, { creator, title, at, count }),
      joined: joined === "1",
      lastSequence: Number(last),
      unread: unreadOf(decodePosition(rest), Number(last)),
      lastChange: Number(change),
      ordinal: Number(ordinal),
    };
  }

  /** One that does not exist is created if the user may create one more. */
  async #join(
    ref: ConversationRef,
    userId: string,
    name: string | undefined,
  ): Promise<string[]> {
    const { connection, lists, joinQuotas, time } = this.#options;
    const { keep, channels } = this.#options;
    const join = (mayCreate: 0 | 1) =>
      connection.script<string[]>(SCRIPTS.join, allOf(keysOf(ref)), [
        userId,
        JSON.stringify(name ?? ref.target),
        time(),
        keep,
        channelOf(ref, channels),
        mayCreate,
      ]);
    const joined = await join(0);
    if (joined[0] !== "no-room") return joined;
    try {
      await joinQuotas.reserve(userId, ref.target);
    } catch (refusal) {
      lists.remove(userId, ref, ALWAYS).catch(() => {});
      throw refusal;
    }
    const created = await join(1);
    if (created[1] !== userId) {
      joinQuotas.release(userId, ref.target).catch(() => {});
    }
    return created;
  }

  /** A chatroom. @throws {ReplyError} 404 */
  async find(chatroomId: string): Promise<Chatroom> {
    const { head, members } = keysOf(chatroomConversation(chatroomId));
    const [found, count] = await this.#options.connection.run((redis) =>
      Promise.all([
        redis.hmGet(head, ["by", "name", "at"]),
        redis.hLen(members),
      ])
    );
    const [creator, title, at] = found;
    if (!creator) throw noSuchChatroom(chatroomId);
    return this.#read(chatroomId, { creator, title, at, count });
  }

  /** Whether a user is a member, and how far the chatroom is. */
  async membership(chatroomId: string, userId: string): Promise<Membership> {
    const { head, members, order } = keysOf(chatroomConversation(chatroomId));
    const [isMember, ordinal, last, change] = await this.#options.connection
      .script<string[]>(SCRIPTS.membership, [head, members, order], [userId]);
    return {
      isMember: isMember === "1",
      ordinal: Number(ordinal),
      lastSequence: Number(last),
      lastChange: Number(change),
    };
  }

  /** Ends a membership. @throws {ReplyError} 404, 403 */
  async leave(chatroomId: string, userId: string): Promise<Left> {
    const { connection, lists, idleExpiry, channels } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const args = [userId, idleExpiry, channelOf(ref, channels)];
    const [outcome, left] = await connection.script<string[]>(
      SCRIPTS.leave,
      allOf(keysOf(ref)),
      args,
    );
    requireFound(outcome, ref);
    // If this fails, reading the list leaves the entry out.
    const ordinal = Number(left);
    const at = Math.floor(ordinal / MICROSECONDS);
    await lists.remove(userId, ref, at).catch(() => {});
    return { ordinal };
  }

  /**
   * A page of members with their current names. Expired users are left out, so
   * that the page may be short, and their memberships are ended.
   */
  async members(
    chatroomId: string,
    userId: string,
    { after = 0, count }: { after: number | undefined; count: number },
  ): Promise<MembersPage> {
    const { connection, users, forgotten } = this.#options;
    const ref = chatroomConversation(chatroomId);
    const { head, members, order } = keysOf(ref);
    const [outcome, creator, total, found = []] = await connection.script<
      [string, string, string, string[]]
    >(SCRIPTS.members, [head, members, order], [userId, after, count + 1]);
    requireFound(outcome, ref);
    const rows = inThrees(found);
    const shown = rows.slice(0, count);
    const names = await users.names(shown.map(([id]) => id));
    const gone = shown.filter((_, at) => names[at] === undefined);
    forgotten.end(ref, gone.map(([id]) => id)).catch(() => {});
    const items = shown.flatMap(([id, , joinedAt], at) => {
      const name = names[at];
      if (name === undefined) return [];
      const rank = rankOf(creator, id);
      return [{ id, name, joinedAt: Number(joinedAt), rank }];
    });
    const next = rows.length > count ? Number(shown.at(-1)?.[1]) : undefined;
    return { items, total: Number(total) - gone.length, next };
  }

  /** If its name cannot be read, the chatroom is shown by its id. */
  #read(id: string, found: FoundChatroom): Chatroom {
    const { head } = keysOf(chatroomConversation(id));
    const { creator, title, at, count } = found;
    const { unreadable } = this.#options.connection;
    const read = () => requireText(JSON.parse(title ?? ""));
    return {
      id,
      name: unreadable.or(head, read, id),
      creator: creator ?? "",
      createdAt: Number(at) || 0,
      memberCount: Number(count),
    };
  }
}
