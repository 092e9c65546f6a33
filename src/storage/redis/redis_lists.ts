import {
  CHATROOM,
  chatroomConversation,
  type ConversationRef,
  type ConversationType,
  partiesOf,
  privateConversation,
  sessionId,
} from "../../domain/ids.ts";
import type { RedisConnection } from "./connection.ts";
import { allOf, keysOf, userKeys } from "./keys.ts";
import { Recent } from "./recent.ts";
import { SCRIPTS } from "./scripts.ts";

/** Conversations that a node remembers to have listed. */
const MAX_REMEMBERED = 200_000;
/** Milliseconds for which it trusts that; then it lists once more. */
const TRUST = 60_000;
/** How many times a user's expiry a list is kept for somebody who never came. */
const LIST_KEEP = 2;
/** Conversations in the list of one user; of more, the coldest are left out. */
const MAX_LISTED = 5000;

/** What {@linkcode RedisLists} needs. */
export interface RedisListsOptions {
  readonly connection: RedisConnection;
  /** Milliseconds after which an offline user whom nobody touched is forgotten. */
  readonly idleExpiry: number;
}

/**
 * Which conversations each user is in: a sorted set per user, by about the last
 * activity. It may name conversations that the user is not in, or not any more:
 * it is written before what it lists and cleared after, and lies in another
 * slot. The conversation itself says who is in it.
 */
export class RedisLists {
  #connection: RedisConnection;
  #listed = new Recent<true>({ limit: MAX_REMEMBERED, maxAge: TRUST });
  #kept: Recent<true>;
  #idleExpiry: number;

  constructor({ connection, idleExpiry }: RedisListsOptions) {
    this.#connection = connection;
    this.#idleExpiry = idleExpiry;
    this.#kept = new Recent({ limit: MAX_REMEMBERED, maxAge: idleExpiry / 4 });
  }

  /** Lists a conversation; no round trip where it was listed a moment ago. */
  async add(userId: string, ref: ConversationRef, now: number): Promise<void> {
    const key = `${userId} ${sessionId(ref)}`;
    if (this.#listed.get(key, now) !== undefined) return;
    const { list } = userKeys(userId);
    await this.#connection.run((redis) =>
      Promise.all([
        redis.zAdd(list, { score: now, value: sessionId(ref) }, {
          comparison: "GT",
        }),
        redis.zRemRangeByRank(list, 0, -MAX_LISTED - 1),
        redis.pExpire(list, this.#idleExpiry * LIST_KEEP),
      ])
    );
    this.#listed.set(key, true, now);
  }

  /**
   * Both users of a private conversation list it, in the same write as its
   * message and before it. Where that fails it is listed with the next message.
   */
  addPrivate(ref: ConversationRef, now: number): void {
    const [first, second] = partiesOf(ref.key);
    this.add(first, privateConversation(first, second), now).catch(() => {});
    this.add(second, privateConversation(second, first), now).catch(() => {});
  }

  /** Takes a conversation out of the list. */
  async remove(userId: string, ref: ConversationRef): Promise<void> {
    this.#listed.delete(`${userId} ${sessionId(ref)}`);
    const { list } = userKeys(userId);
    await this.#connection.run((redis) => redis.zRem(list, sessionId(ref)));
  }

  /** A listed conversation turned out not to be there; it is listed anew if it comes. */
  forget(userId: string, ref: ConversationRef): void {
    this.#listed.delete(`${userId} ${sessionId(ref)}`);
  }

  /** What is listed for a user, of one type or of both. */
  async of(
    userId: string,
    type: ConversationType | undefined,
  ): Promise<ConversationRef[]> {
    const { list } = userKeys(userId);
    const ids = await this.#connection.run((redis) =>
      redis.zRange(list, 0, -1)
    );
    return ids.map((id) => toRef(id, userId))
      .filter((ref) => type === undefined || ref.type === type);
  }

  /** Keeps all that a user is in, who is known on; now and then, unattended. */
  keep(userId: string, now: number, ms: number): void {
    if (this.#kept.get(userId, now) !== undefined) return;
    this.#kept.set(userId, true, now);
    this.#keepAll(userId, now, ms).catch(() => this.#kept.delete(userId));
  }

  async #keepAll(userId: string, now: number, ms: number): Promise<void> {
    const refs = await this.of(userId, undefined);
    await Promise.all(refs.map((ref) => {
      const args = [now, ms, ref.type];
      return this.#connection.script(SCRIPTS.keep, allOf(keysOf(ref)), args);
    }));
  }
}

function toRef(id: string, userId: string): ConversationRef {
  const target = id.slice(2);
  return id.startsWith(`${CHATROOM}:`)
    ? chatroomConversation(target)
    : privateConversation(userId, target);
}
