import type { UserQuotas } from "../../domain/quotas.ts";
import type { RedisConnection } from "./connection.ts";
import { requestsKey } from "./keys.ts";
import { SCRIPTS } from "./scripts.ts";

/** What {@linkcode RedisRequestIds} needs. */
export interface RedisRequestIdsOptions {
  readonly connection: RedisConnection;
  readonly quotas: Pick<UserQuotas, "maxRequestIds">;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** The time for scripts; empty: they ask Redis. */
  readonly time: () => number | "";
}

/**
 * How many request ids of a user are remembered. On one server the script that
 * appends counts them; in a Cluster the user's keys are in another slot, and the
 * node notes them there afterwards. Nobody waits for that: if it fails, a user
 * has some more for a while.
 */
export class RedisRequestIds {
  #options: RedisRequestIdsOptions;

  constructor(options: RedisRequestIdsOptions) {
    this.#options = options;
  }

  /** A user's request id has stored a message; it is remembered by this key. */
  used(userId: string, key: string): void {
    if (!this.#options.connection.isCluster) return;
    this.#note(userId, key).catch(() => {});
  }

  async #note(userId: string, key: string): Promise<void> {
    const { connection, quotas, requestIdAge, time } = this.#options;
    const forgotten = await connection.script<string[]>(
      SCRIPTS.noteRequest,
      [requestsKey(userId)],
      [key, time(), quotas.maxRequestIds, requestIdAge],
    );
    if (forgotten.length === 0) return;
    await connection.run((redis) =>
      Promise.all(forgotten.map((each) => redis.del([each])))
    );
  }
}
