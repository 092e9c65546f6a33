import {
  type ConversationRef,
  privateConversation,
  sessionId,
} from "../../domain/ids.ts";
import type { UserQuotas } from "../../domain/quotas.ts";
import type { RedisConnection } from "./connection.ts";
import { allOf, keysOf, userKeys } from "./keys.ts";
import { ALWAYS, type RedisLists, toRef } from "./redis_lists.ts";
import { SCRIPTS } from "./scripts.ts";

/** What {@linkcode RedisUnanswered} needs. */
export interface RedisUnansweredOptions {
  readonly connection: RedisConnection;
  readonly lists: Pick<RedisLists, "remove" | "forget" | "keepFor">;
  readonly quotas: Pick<UserQuotas, "maxUnanswered">;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
}

/**
 * The private conversations that each user has opened and nobody has answered:
 * a sorted set in the user's slot, by about the last message. Nobody waits for
 * what is done here: if it fails, a user has some more for a while.
 */
export class RedisUnanswered {
  #options: RedisUnansweredOptions;

  constructor(options: RedisUnansweredOptions) {
    this.#options = options;
  }

  /** A user has written the first message of a conversation. */
  opened(userId: string, ref: ConversationRef): void {
    this.#open(userId, ref).catch(() => {});
  }

  /** The other one has written, too. */
  answered(userId: string, ref: ConversationRef): void {
    const { connection } = this.#options;
    const { unanswered } = userKeys(ref.target);
    const opened = sessionId(privateConversation(ref.target, userId));
    connection.run((redis) => redis.zRem(unanswered, opened)).catch(() => {});
  }

  async #open(userId: string, ref: ConversationRef): Promise<void> {
    const { connection, lists, quotas, time } = this.#options;
    const coldest = await connection.script<string[]>(
      SCRIPTS.open,
      [userKeys(userId).unanswered],
      [sessionId(ref), time(), quotas.maxUnanswered, lists.keepFor],
    );
    await Promise.all(coldest.map((id) => this.#forget(userId, id)));
  }

  async #forget(userId: string, id: string): Promise<void> {
    const { connection, lists } = this.#options;
    const ref = toRef(id, userId);
    const { target: peer } = ref;
    const keys = allOf(keysOf(ref));
    const forgotten = await connection.script<number>(
      SCRIPTS.forgetUnanswered,
      keys,
      [peer],
    );
    if (forgotten === 0) return;
    lists.forget(ref);
    await Promise.all([
      lists.remove(userId, ref, ALWAYS),
      lists.remove(peer, privateConversation(peer, userId), ALWAYS),
    ]);
  }
}
