import {
  CHATROOM,
  chatroomConversation,
  type ConversationRef,
  type ConversationType,
  isId,
  partiesOf,
  PRIVATE,
  privateConversation,
  sessionId,
} from "../../domain/ids.ts";
import type { UserQuotas } from "../../domain/quotas.ts";
import type { RedisConnection } from "./connection.ts";
import type { ForgottenMembers } from "./forgotten_members.ts";
import type { RedisBlocks } from "./redis_blocks.ts";
import { allOf, keysOf, listKey, listKeys, userKeys } from "./keys.ts";
import { Recent } from "../../base/recent.ts";
import { SCRIPTS } from "./scripts.ts";

/** Most conversations that a node remembers to have listed. */
const MAX_REMEMBERED = 200_000;
/** Milliseconds for which it relies on that; then it lists again. */
const TRUST = 60_000;
/**
 * Milliseconds by which a private conversation's last message may be later than
 * its place in the list says: it is trusted for so long, and the message may come
 * late.
 */
export const LISTING_LAG = 2 * TRUST;
/** How many times a user's expiry a list is kept for somebody who never came. */
const LIST_KEEP = 2;
/** Most conversations of a user that are renewed at a time. */
const KEPT_AT_ONCE = 10;
/** Most listed conversations of a user and type; the coldest are not listed. */
const MAX_LISTED = 5000;
/** Ordinals count microseconds, lists milliseconds. */
const MICROSECONDS = 1000;

/** A private conversation in a user's list. */
export interface ListedConversation {
  readonly ref: ConversationRef;
  /** Unix time in milliseconds; see {@linkcode LISTING_LAG}. */
  readonly listedAt: number;
}

/** Later than all times. */
export const ALWAYS = Number.MAX_SAFE_INTEGER;

/** What {@linkcode RedisLists} needs. */
export interface RedisListsOptions {
  readonly connection: RedisConnection;
  /** Milliseconds until an untouched offline user expires. */
  readonly idleExpiry: number;
  /** Milliseconds since a fixed point; never jumps. */
  readonly elapsed: () => number;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
  readonly forgotten: Pick<ForgottenMembers, "look">;
  readonly quotas: Pick<UserQuotas, "maxJoined" | "maxAdded">;
  readonly blocks: Pick<RedisBlocks, "renew">;
}

/**
 * The conversations of each user: a sorted set per user and type, roughly by
 * last activity. It may contain conversations that the user is not in, or no
 * longer: it is in another slot, written before a conversation changes and
 * cleared after it. The conversation itself says who is in it.
 */
export class RedisLists {
  #connection: RedisConnection;
  #forgotten: RedisListsOptions["forgotten"];
  #blocks: RedisListsOptions["blocks"];
  /** The keys of private conversations. */
  #listed = new Recent<true>({ limit: MAX_REMEMBERED, maxAge: TRUST });
  #kept: Recent<true>;
  #idleExpiry: number;
  #elapsed: () => number;
  #time: () => number | "";
  /** Chatrooms that are listed: all that a user may be in. */
  readonly maxRooms: number;

  constructor(options: RedisListsOptions) {
    const { connection, idleExpiry, forgotten } = options;
    this.#elapsed = options.elapsed;
    this.#time = options.time;
    const { maxJoined, maxAdded } = options.quotas;
    this.maxRooms = Math.max(MAX_LISTED, maxJoined) + maxAdded;
    this.#connection = connection;
    this.#forgotten = forgotten;
    this.#blocks = options.blocks;
    this.#idleExpiry = idleExpiry;
    this.#kept = new Recent({ limit: MAX_REMEMBERED, maxAge: idleExpiry / 4 });
  }

  /** Milliseconds for which a list is kept. */
  get keepFor(): number {
    return this.#idleExpiry * LIST_KEEP;
  }

  /** Lists a conversation. */
  async add(userId: string, ref: ConversationRef): Promise<void> {
    const keys = [listKey(userId, ref.type)];
    if (ref.type === PRIVATE) keys.push(userKeys(userId).unanswered);
    const max = ref.type === CHATROOM ? this.maxRooms : MAX_LISTED;
    const args = [sessionId(ref), this.#time(), max, this.keepFor];
    await this.#connection.script(SCRIPTS.list, keys, args);
  }

  /**
   * Lists a private conversation for both users before its message is written,
   * unless that was done a moment ago. If it fails, the next message lists it.
   * Returns whether it is written.
   */
  addPrivate({ key }: ConversationRef): boolean {
    const now = this.#elapsed();
    if (this.#listed.get(key, now) !== undefined) return false;
    this.#listed.set(key, true, now);
    const [first, second] = partiesOf(key);
    Promise.all([
      this.add(first, privateConversation(first, second)),
      this.add(second, privateConversation(second, first)),
    ]).catch(() => this.#listed.delete(key));
    return true;
  }

  /** Removes a conversation from the list, unless it was listed since `at`. */
  async remove(
    userId: string,
    ref: ConversationRef,
    at: number,
  ): Promise<void> {
    const lists = listKeys(userId, ref.type);
    const args = [sessionId(ref), at];
    await this.#connection.script(SCRIPTS.unlist, lists, args);
  }

  /** Removes a chatroom from the list of a user whose membership has ended. */
  left(userId: string, ref: ConversationRef, ordinal: number): Promise<void> {
    return this.remove(userId, ref, Math.floor(ordinal / MICROSECONDS));
  }

  /**
   * A listed conversation does not exist: if it comes to exist, it is listed
   * again.
   */
  forget({ key }: ConversationRef): void {
    this.#listed.delete(key);
  }

  /** A user's listed conversations, of one type or of both. */
  async of(
    userId: string,
    type: ConversationType | undefined,
  ): Promise<ConversationRef[]> {
    const types = type === undefined ? [CHATROOM, PRIVATE] as const : [type];
    const lists = types
      .map((each) => listKey(userId, each));
    const { unreadable } = this.#connection;
    const ids = await this.#connection.run((redis) =>
      Promise.all(
        lists.map((list) =>
          unreadable.orElse(list, redis.zRange(list, 0, -1), [])
        ),
      )
    );
    return ids.flat().flatMap((id) =>
      unreadable.or(lists[0]!, () => [toRef(id, userId)], [])
    );
  }

  /** The private conversations that are listed for a user, newest first. */
  async privatesOf(userId: string): Promise<ListedConversation[]> {
    const list = listKey(userId, PRIVATE);
    const { unreadable } = this.#connection;
    const rows = await this.#connection.run((redis) => {
      const found = redis.zRangeWithScores(list, 0, -1, { REV: true });
      return unreadable.orElse(list, found, []);
    });
    return rows.flatMap(({ value, score }) =>
      unreadable.or(
        list,
        () => [{ ref: toRef(value, userId), listedAt: score }],
        [],
      )
    );
  }

  /** Keeps all that a user is in, who is known on; now and then, unattended. */
  keep(userId: string, ms: number): void {
    const now = this.#elapsed();
    if (this.#kept.get(userId, now) !== undefined) return;
    this.#kept.set(userId, true, now);
    this.#keepAll(userId, ms).catch(() => this.#kept.delete(userId));
  }

  async #keepAll(userId: string, ms: number): Promise<void> {
    await this.#blocks.renew(userId);
    const refs = await this.of(userId, undefined);
    for (let at = 0; at < refs.length; at += KEPT_AT_ONCE) {
      const some = refs.slice(at, at + KEPT_AT_ONCE);
      await Promise.all(some.map((ref) => this.#keepOne(ref, ms)));
    }
  }

  async #keepOne(ref: ConversationRef, ms: number): Promise<void> {
    const args = [this.#time(), ms, ref.type];
    const keys = keysOf(ref);
    const kept = this.#connection.script(SCRIPTS.keep, allOf(keys), args);
    await this.#connection.unreadable.orElse(keys.head, kept, 0);
    if (ref.type === CHATROOM) await this.#forgotten.look(ref);
  }
}

/** A listed session id, as its user addresses it. */
export function toRef(id: string, userId: string): ConversationRef {
  const target = id.slice(2);
  if (!isId(target)) throw new TypeError("a list names no conversation");
  return id.startsWith(`${CHATROOM}:`)
    ? chatroomConversation(target)
    : privateConversation(userId, target);
}
