import type { Clock } from "../../base/clock.ts";
import { within } from "../../base/within.ts";
import type { KeyServer, RedisConnection } from "./connection.ts";

/** Milliseconds after which it is as if Redis had not said it. */
const PATIENCE = 500;

/** How much memory Redis uses, all servers of a Cluster together. */
export interface MemoryOfRedis {
  /** Bytes. */
  readonly used: number;
  /** Bytes that it may use; 0: as many as there are. */
  readonly most: number;
}

/** What {@linkcode RedisMemory} needs. */
export interface RedisMemoryOptions {
  readonly connection: Pick<RedisConnection, "reason" | "servers">;
  readonly clock: Pick<Clock, "after" | "cancel">;
}

/** Asks Redis how much memory it uses. */
export class RedisMemory {
  #options: RedisMemoryOptions;
  /** Whoever asks meanwhile gets the same answer. */
  #asking: Promise<MemoryOfRedis | undefined> | undefined;

  constructor(options: RedisMemoryOptions) {
    this.#options = options;
  }

  /**
   * Undefined where Redis does not say it soon, or not to us: a user of it may
   * not have `INFO`, and nothing else depends on it.
   */
  read(): Promise<MemoryOfRedis | undefined> {
    if (this.#options.connection.reason !== undefined) {
      return Promise.resolve(undefined);
    }
    this.#asking ??= this.#ask().catch(() => undefined).finally(() => {
      this.#asking = undefined;
    });
    const patience = { ms: PATIENCE, clock: this.#options.clock };
    return within(this.#asking, patience, () => undefined);
  }

  async #ask(): Promise<MemoryOfRedis | undefined> {
    const servers = await this.#options.connection.servers();
    const all = await Promise.all(servers.map(memoryOf));
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    const mosts = all.map(({ most }) => most);
    return {
      used: sum(all.map(({ used }) => used)),
      most: mosts.includes(0) ? 0 : sum(mosts),
    };
  }
}

async function memoryOf(server: KeyServer): Promise<MemoryOfRedis> {
  const text = await server.info("memory");
  const [, used] = /^used_memory:(\d+)/m.exec(text) ?? [];
  const [, most] = /^maxmemory:(\d+)/m.exec(text) ?? [];
  if (used === undefined) throw new TypeError("expected used_memory");
  return { used: Number(used), most: Number(most ?? 0) };
}
