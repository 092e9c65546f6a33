import { type Clock, systemClock } from "../../src/base/clock.ts";
import { USER_QUOTAS, type UserQuotas } from "../../src/domain/quotas.ts";
import { createLog } from "../../src/observe/log.ts";
import type { OnHeir } from "../../src/storage/governance.ts";
import { Channels } from "../../src/storage/redis/channels.ts";
import { RedisConnection } from "../../src/storage/redis/connection.ts";
import { RedisStorage } from "../../src/storage/redis/redis_storage.ts";
import { FakeClock } from "./fake_clock.ts";

/** What a test says about its storage; the rest is the usual. */
export interface RedisChanges {
  readonly clock?: FakeClock;
  /** What the connection waits by. */
  readonly time?: Clock;
  readonly historyLimit?: number;
  readonly idleExpiry?: number;
  readonly requestIdAge?: number;
  readonly quotas?: Partial<UserQuotas>;
  readonly maxMembers?: number;
  readonly timeout?: number;
  readonly publish?: boolean;
  /** The node that it is of, where there are others. */
  readonly node?: string;
  /** Redis' own time rather than the clock's? */
  readonly ownTime?: boolean;
  readonly onHeir?: OnHeir;
}

/** A storage over real servers, and its connection, which has to be closed. */
export async function createRedis(
  urls: readonly string[],
  changes: RedisChanges = {},
) {
  const { clock = new FakeClock(), time = systemClock, timeout = 2000 } =
    changes;
  const lines: string[] = [];
  const log = createLog({
    level: "debug",
    format: "json",
    write: (line) => lines.push(line),
    now: Date.now,
  });
  const connection = new RedisConnection({
    urls,
    timeout,
    log,
    clock: time,
  });
  const storage = new RedisStorage({
    connection,
    historyLimit: changes.historyLimit ?? 1000,
    idleExpiry: changes.idleExpiry ?? 24 * 3_600_000,
    requestIdAge: changes.requestIdAge ?? 60_000,
    quotas: { maxJoined: 0, ...USER_QUOTAS, ...changes.quotas },
    maxMembers: changes.maxMembers ?? 100_000,
    elapsed: clock.elapsed,
    nextTurn: systemClock.nextTurn,
    now: changes.ownTime ? undefined : clock.now,
    channels: changes.publish ? new Channels(urls) : undefined,
    node: changes.node,
    onHeir: changes.onHeir,
  });
  await reached(connection);
  return { clock, connection, storage, lines };
}

/** Settles when Redis is within reach. */
export async function reached(connection: RedisConnection): Promise<void> {
  while (connection.reason !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
