import type { Clock } from "../base/clock.ts";
import { USER_QUOTAS, type UserQuotas } from "../domain/quotas.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { Options } from "../options/options.ts";
import { DiskCounts } from "../observe/metrics/disk_counts.ts";
import type { Presence } from "../push/presence.ts";
import { Disk } from "../storage/disk/disk.ts";
import { DISK_BOUNDS, type EventBounds } from "../storage/disk/disk_bounds.ts";
import { dataLimitOf, MEMORY_BOUNDS } from "../storage/memory/memory_bounds.ts";
import { MemoryOutbox } from "../storage/memory/memory_outbox.ts";
import { MemoryStorage } from "../storage/memory/memory_storage.ts";
import { Channels } from "../storage/redis/channels.ts";
import { RedisConnection } from "../storage/redis/connection.ts";
import {
  type MemoryOfRedis,
  RedisMemory,
} from "../storage/redis/redis_memory.ts";
import { RedisOutbox } from "../storage/redis/redis_outbox.ts";
import { RedisStorage } from "../storage/redis/redis_storage.ts";
import type { Outbox } from "../storage/outbox.ts";
import type { Administration } from "../storage/administration.ts";
import type { OnHeir } from "../storage/governance.ts";
import type { Storage, StorageSizes } from "../storage/storage.ts";
import { timedStorage } from "../storage/timed_storage.ts";

/** A storage that other nodes use, too. */
export interface SharedStorage {
  readonly connection: RedisConnection;
  /** The name of this node, a new one at each start. */
  readonly node: string;
}

/** A storage, and what it needs besides being called. */
export interface StorageParts {
  readonly storage: Storage;
  /** For the server API. */
  readonly administration: Administration;
  /** What other nodes share, if it is shared. */
  readonly shared?: SharedStorage;
  /**
   * Makes it ready; to be called before anything else.
   *
   * @throws {DataDirectoryError} when the data directory cannot be used
   */
  open(): Promise<void>;
  /**
   * Removes data that has been idle for too long, or renews data in use; to be
   * called now and then. Returns whether to call again soon for the rest.
   */
  tend(): boolean;
  /** Why it cannot be used; undefined while it can. */
  notReady(): string | undefined;
  /** How much it holds; undefined where only Redis knows. */
  sizes(): StorageSizes | undefined;
  /** How much memory Redis uses; absent where it is no other program's. */
  redisMemory?(): Promise<MemoryOfRedis | undefined>;
  /** What the back end is to be told, of which so many events may wait. */
  outbox(backlog: number): Outbox;
  /** Settles when it has let go of its connections, threads and files. */
  close(): Promise<void>;
}

/** Where the modules of the program are, for threads of its own. */
export interface ProgramModules {
  /** The address of the main module. */
  readonly entry: string;
  /** The folder of the modules; undefined if the program is one file. */
  readonly sources: string | undefined;
}

/** What {@linkcode createStorage} needs beside the options. */
export interface StorageEnvironment {
  readonly presence: Presence;
  readonly clock: Clock;
  readonly log: Log;
  /** Undefined: calls are not timed. */
  readonly metrics?: Metrics | undefined;
  /** What the threads of a storage on disk run. */
  readonly program?: ProgramModules | undefined;
  readonly onHeir?: OnHeir | undefined;
}

const CREATE = {
  memory: createMemory,
  disk: createDisk,
  redis: createRedis,
};

/** Builds the storage that the options name. */
export function createStorage(
  options: Options,
  environment: StorageEnvironment,
): StorageParts {
  const parts = CREATE[options.storage](options, environment);
  const { metrics, clock: { elapsed } } = environment;
  if (metrics === undefined) return parts;
  const counts = metrics.storage;
  return {
    ...parts,
    storage: timedStorage(parts.storage, { counts, elapsed }),
  };
}

function createMemory(
  options: Options,
  { presence, clock, onHeir }: StorageEnvironment,
): StorageParts {
  const storage = new MemoryStorage({
    bounds: {
      ...MEMORY_BOUNDS,
      historyLimit: options.historyLimit,
      storageLimit: options.storageLimit,
      dataLimit: dataLimitOf(options.storageLimit),
      idleExpiry: options.idleExpiry,
      quotas: quotasOf(options),
      maxMembers: options.maxMembers,
    },
    clock,
    onHeir,
    isOnline: (userId) => presence.isOnline(userId),
  });
  return {
    storage,
    administration: storage.administration,
    open: () => Promise.resolve(),
    tend: () => storage.forgetIdle(),
    notReady: () => undefined,
    sizes: () => storage.counts,
    outbox: (backlog) => new MemoryOutbox({ clock, backlog }),
    close: () => Promise.resolve(),
  };
}

function createDisk(
  options: Options,
  { presence, clock, log, metrics, program, onHeir }: StorageEnvironment,
): StorageParts {
  if (program === undefined) throw new TypeError("no program for its threads");
  if (metrics !== undefined) metrics.disk = new DiskCounts();
  const disk = new Disk({
    clock,
    log,
    counts: metrics?.disk,
    directory: options.dataDir,
    sync: options.diskSync,
    bounds: {
      ...DISK_BOUNDS,
      historyLimit: options.historyLimit,
      historyAge: options.historyAge,
      storageLimit: options.storageLimit,
      idleExpiry: options.idleExpiry,
      quotas: quotasOf(options),
      maxMembers: options.maxMembers,
      events: eventsOf(options),
    },
    entry: program.entry,
    sources: program.sources,
    onHeir,
    isOnline: (userId) => presence.isOnline(userId),
  });
  return {
    storage: disk.storage,
    administration: disk.storage.administration,
    open: () => disk.open(),
    tend: () => {
      disk.tend();
      return false;
    },
    notReady: () => disk.problem,
    sizes: () => disk.sizes,
    outbox: () => disk.outbox,
    close: () => disk.close(),
  };
}

/** What the thread that writes keeps for the back end. */
function eventsOf(
  { webhookUrl, webhookEvents, webhookBacklog, enableMessageSequence }: Options,
): EventBounds | undefined {
  if (webhookUrl === undefined) return undefined;
  return {
    backlog: webhookBacklog,
    records: webhookEvents.includes("message.created"),
    sequence: enableMessageSequence,
  };
}

function quotasOf({ maxChatroomsPerUser }: Options): UserQuotas {
  return { ...USER_QUOTAS, maxJoined: maxChatroomsPerUser };
}

function createRedis(
  options: Options,
  { presence, clock, log, onHeir }: StorageEnvironment,
): StorageParts {
  const connection = new RedisConnection({
    urls: options.redisUrl,
    timeout: options.storageTimeout,
    clock,
    log,
  });
  const { requestIdAge } = MEMORY_BOUNDS;
  const node = crypto.randomUUID();
  const storage = new RedisStorage({
    connection,
    historyLimit: options.historyLimit,
    idleExpiry: options.idleExpiry,
    requestIdAge,
    quotas: quotasOf(options),
    maxMembers: options.maxMembers,
    elapsed: clock.coarse,
    nextTurn: clock.nextTurn,
    channels: new Channels(options.redisUrl),
    node,
    onHeir,
  });
  const memory = new RedisMemory({ connection, clock });
  return {
    storage,
    administration: storage.administration,
    shared: { connection, node },
    redisMemory: () => memory.read(),
    open: () => Promise.resolve(),
    tend: () => storage.keep(presence.userIds()),
    notReady: () => {
      const { reason, refusal, barred, lateness } = connection;
      if (reason !== undefined) return "out of reach";
      return barred ?? (refusal && `refuses: ${refusal}`) ?? lateness;
    },
    sizes: () => undefined,
    outbox: (backlog) => new RedisOutbox({ connection, backlog, clock }),
    close: async () => void await connection.close(),
  };
}
