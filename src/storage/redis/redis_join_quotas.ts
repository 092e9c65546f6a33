import type { ReplyError } from "../../base/errors.ts";
import {
  CHATROOM,
  chatroomConversation,
  type ConversationRef,
  sessionId,
} from "../../domain/ids.ts";
import type { UserQuotas } from "../../domain/quotas.ts";
import { quotaFull } from "../shared/refusals.ts";
import type { RedisConnection } from "./connection.ts";
import { keysOf, listKeys, userKeys } from "./keys.ts";
import type { RedisActivity } from "./redis_activity.ts";
import { ALWAYS, type RedisLists } from "./redis_lists.ts";
import { type Script, SCRIPTS } from "./scripts.ts";

/** What {@linkcode RedisJoinQuotas} needs. */
export interface RedisJoinQuotasOptions {
  readonly connection: RedisConnection;
  readonly lists: Pick<RedisLists, "of" | "remove" | "maxRooms" | "keepFor">;
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
 * Entries that are taken out at once: each is a call with a time limit of its
 * own, and with thousands the last ones would be late.
 */
const AT_ONCE = 100;

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

  /**
   * Lists a chatroom that a user joins; returns false where they are in as many
   * as they may be.
   */
  enlist(userId: string, ref: ConversationRef): Promise<boolean> {
    const { maxJoined } = this.#options.quotas;
    return this.#enlist(userId, ref, [maxJoined, 0]);
  }

  /** The refusal of a join that {@linkcode enlist} has not listed. */
  get full(): ReplyError {
    return quotaFull("joined", this.#options.quotas);
  }

  /**
   * Lists a chatroom that somebody else adds a user to, which does not count as
   * joined; returns false where others have added them to too many.
   */
  enlistAdded(userId: string, ref: ConversationRef): Promise<boolean> {
    const { maxAdded } = this.#options.quotas;
    return this.#enlist(userId, ref, [maxAdded, 1]);
  }

  #enlist(
    userId: string,
    ref: ConversationRef,
    [quota, isAdded]: readonly [quota: number, isAdded: 0 | 1],
  ): Promise<boolean> {
    const { lists, time } = this.#options;
    return this.#take({
      script: SCRIPTS.enlist,
      keys: listKeys(userId, CHATROOM),
      args: () => [
        ...[sessionId(ref), time(), lists.maxRooms],
        ...[lists.keepFor, quota, isAdded],
      ],
      clear: (before) => this.#clearJoined(userId, before),
    });
  }

  /** Notes that a user creates a chatroom. @throws {ReplyError} 403 */
  async reserve(userId: string, chatroomId: string): Promise<void> {
    const { lists, quotas, time } = this.#options;
    const isReserved = await this.#take({
      script: SCRIPTS.reserve,
      keys: [userKeys(userId).created],
      args: () => [chatroomId, time(), quotas.maxCreated, lists.keepFor],
      clear: (before) => this.#clearCreated(userId, before),
    });
    if (!isReserved) throw quotaFull("created", quotas);
  }

  /** Somebody else has created it. */
  release(userId: string, chatroomId: string): Promise<void> {
    return this.#remove(userId, chatroomId, ALWAYS);
  }

  /** Takes one more; returns false where there are as many as may be. */
  async #take(
    { script, keys, args, clear }: {
      script: Script;
      keys: string[];
      args: () => (string | number)[];
      clear: (before: number) => Promise<number>;
    },
  ): Promise<boolean> {
    const { connection } = this.#options;
    const take = () => connection.script<string[]>(script, keys, args());
    const [outcome, now] = await take();
    if (outcome !== "full") return true;
    const cleared = await clear(Number(now) - SETTLED);
    const [again] = cleared > 0 ? await take() : ["full"];
    return again !== "full";
  }

  /** Takes out what the user is not in; returns how many entries that were. */
  async #clearJoined(userId: string, before: number): Promise<number> {
    const { lists, activity } = this.#options;
    const listed = await lists.of(userId, CHATROOM);
    const found = await activity.of(userId, listed);
    const isIn = new Set(found.map(({ ref }) => ref.key));
    const gone = listed.filter(({ key }) => !isIn.has(key));
    return await clearAll(gone, (ref) => lists.remove(userId, ref, before));
  }

  /** Takes out what is not there; returns how many entries that were. */
  async #clearCreated(userId: string, before: number): Promise<number> {
    const { connection } = this.#options;
    const { unreadable } = connection;
    const [ids, creators] = await connection.run(async (redis) => {
      const ids = await redis.zRange(userKeys(userId).created, 0, -1);
      const heads = ids.map((id) => keysOf(chatroomConversation(id)).head);
      const found = heads.map((head) =>
        // Nobody knows whose it is: it counts as theirs.
        unreadable.orElse(head, redis.hmGet(head, ["made", "by"]), [userId])
      );
      return [ids, await Promise.all(found)] as const;
    });
    const gone = ids.filter((_, at) => makerOf(creators[at]) !== userId);
    return await clearAll(gone, (id) => this.#remove(userId, id, before));
  }

  async #remove(userId: string, id: string, before: number): Promise<void> {
    const { connection } = this.#options;
    const { created } = userKeys(userId);
    await connection.script(SCRIPTS.unlist, [created], [id, before]);
  }
}

/** Who made a chatroom: its creator, until another member becomes that. */
export function makerOf(
  [made, creator]: readonly (string | null)[] = [],
): string | undefined {
  return made ?? creator ?? undefined;
}

/** Takes all out, some at a time; returns how many they were. */
async function clearAll<Entry>(
  gone: readonly Entry[],
  clear: (entry: Entry) => Promise<void>,
): Promise<number> {
  for (let at = 0; at < gone.length; at += AT_ONCE) {
    await Promise.all(gone.slice(at, at + AT_ONCE).map(clear));
  }
  return gone.length;
}
