import {
  CHATROOM,
  chatroomConversation,
  type ConversationRef,
  sessionId,
} from "../../domain/ids.ts";
import type { FullQuota, UserQuotas } from "../../domain/quotas.ts";
import { quotaFull } from "../shared/refusals.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf, listKey, userKeys } from "./keys.ts";
import type { RedisActivity } from "./redis_activity.ts";
import { ALWAYS, type RedisLists } from "./redis_lists.ts";
import { type Script, SCRIPTS } from "./scripts.ts";

/** What {@linkcode RedisJoinQuotas} needs. */
export interface RedisJoinQuotasOptions {
  readonly connection: RedisConnection;
  readonly lists: Pick<RedisLists, "of" | "remove" | "maxListed" | "keepFor">;
  readonly activity: Pick<RedisActivity, "of">;
  readonly quotas: UserQuotas;
  /** What a script is told of the time; empty: it asks Redis. */
  readonly time: () => number | "";
}

/**
 * Milliseconds after which an entry without what it names is a leaving: the join
 * that wrote it is over, however it went.
 */
const SETTLED = 60_000;

/**
 * How many chatrooms a user is in and has created. Both are counted by lists in
 * the user's own slot, which are written before what they list and cleared
 * after. So they never have too few entries; those with too many are looked
 * through when they are full.
 */
export class RedisJoinQuotas {
  #options: RedisJoinQuotasOptions;

  constructor(options: RedisJoinQuotasOptions) {
    this.#options = options;
  }

  /** Lists a chatroom that a user joins. @throws {ReplyError} 403 */
  async enlist(userId: string, ref: ConversationRef): Promise<void> {
    const { lists, quotas, time } = this.#options;
    const args = () => [
      ...[sessionId(ref), time(), lists.maxListed],
      ...[lists.keepFor, quotas.maxJoined],
    ];
    await this.#take("joined", {
      script: SCRIPTS.enlist,
      key: listKey(userId, CHATROOM),
      args,
      clear: (before) => this.#clearJoined(userId, before),
    });
  }

  /** Notes that a user creates a chatroom. @throws {ReplyError} 403 */
  async reserve(userId: string, chatroomId: string): Promise<void> {
    const { lists, quotas, time } = this.#options;
    await this.#take("created", {
      script: SCRIPTS.reserve,
      key: userKeys(userId).created,
      args: () => [chatroomId, time(), quotas.maxCreated, lists.keepFor],
      clear: (before) => this.#clearCreated(userId, before),
    });
  }

  /** Somebody else has created it. */
  release(userId: string, chatroomId: string): Promise<void> {
    return this.#remove(userId, chatroomId, ALWAYS);
  }

  async #take(
    quota: FullQuota,
    { script, key, args, clear }: {
      script: Script;
      key: string;
      args: () => (string | number)[];
      clear: (before: number) => Promise<number>;
    },
  ): Promise<void> {
    const { connection, quotas } = this.#options;
    const take = () => connection.script<string[]>(script, [key], args());
    const [outcome, now] = await take();
    if (outcome !== "full") return;
    const cleared = await clear(Number(now) - SETTLED);
    const [again] = cleared > 0 ? await take() : ["full"];
    if (again === "full") throw quotaFull(quota, quotas);
  }

  /** Takes out what the user is not in; returns how many entries that were. */
  async #clearJoined(userId: string, before: number): Promise<number> {
    const { lists, activity } = this.#options;
    const listed = await lists.of(userId, CHATROOM);
    const found = await activity.of(userId, listed);
    const isIn = new Set(found.map(({ ref }) => ref.key));
    const gone = listed.filter(({ key }) => !isIn.has(key));
    await Promise.all(gone.map((ref) => lists.remove(userId, ref, before)));
    return gone.length;
  }

  /** Takes out what is not there; returns how many entries that were. */
  async #clearCreated(userId: string, before: number): Promise<number> {
    const { connection } = this.#options;
    const [ids, creators] = await connection.run(async (redis) => {
      const ids = await redis.zRange(userKeys(userId).created, 0, -1);
      const heads = ids.map((id) => keysOf(chatroomConversation(id)).head);
      const found = heads.map((head) => redis.hmGet(head, ["by"]));
      return [ids, await Promise.all(found)] as const;
    });
    const gone = ids.filter((_, at) => creators[at]?.[0] !== userId);
    await Promise.all(gone.map((id) => this.#remove(userId, id, before)));
    return gone.length;
  }

  async #remove(userId: string, id: string, before: number): Promise<void> {
    const { connection } = this.#options;
    const { created } = userKeys(userId);
    await connection.script(SCRIPTS.unlist, [created], [id, before]);
  }
}
