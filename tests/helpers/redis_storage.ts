import { type Clock, systemClock, type Timer } from "../../src/base/clock.ts";
import { USER_QUOTAS, type UserQuotas } from "../../src/domain/quotas.ts";
import { createLog } from "../../src/observe/log.ts";
import type { OnHeir } from "../../src/storage/governance.ts";
import { Channels } from "../../src/storage/redis/channels.ts";
import { RedisConnection } from "../../src/storage/redis/connection.ts";
import { RedisStorage } from "../../src/storage/redis/redis_storage.ts";
import { FakeClock } from "./fake_clock.ts";

/** Milliseconds for an answer, where nothing is to be late. */
const TIMEOUT = 10_000;

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

/** Turns of the event loop in which what follows from an answer is asked. */
const FOLLOWING = 5;

/** Settles when nothing has been asked of Redis for a few turns. */
function quietness(connection: RedisConnection): () => Promise<void> {
  let open = 0;
  const run: RedisConnection["run"] = connection.run.bind(connection);
  connection.run = async (work, requests) => {
    open++;
    try {
      return await run(work, requests);
    } finally {
      open--;
    }
  };
  return async () => {
    for (let quiet = 0; quiet < FOLLOWING; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (open > 0) quiet = -1;
    }
  };
}

/**
 * A storage over real servers, and its connection, which has to be closed.
 * `settled` settles when nothing is asked any more, also of what nobody waits
 * for.
 */
export async function createRedis(
  urls: readonly string[],
  changes: RedisChanges = {},
) {
  const { clock = new FakeClock(), time = systemClock, timeout = TIMEOUT } =
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
  const settled = quietness(connection);
  await reached(connection);
  return { clock, connection, storage, lines, settled };
}

/** Settles when Redis is within reach. */
export async function reached(connection: RedisConnection): Promise<void> {
  while (connection.reason !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * The time of a connection to a server that hangs when the test says so: then
 * every answer is late at once, and no other is.
 */
export class HangingTime implements Clock {
  readonly now = systemClock.now;
  readonly elapsed = systemClock.elapsed;
  readonly coarse = systemClock.coarse;
  readonly cancel = systemClock.cancel;
  readonly nextTurn = systemClock.nextTurn;
  isHanging = false;

  after(delay: number, run: () => void): Timer {
    return systemClock.after(this.isHanging ? 0 : delay, run);
  }
}
