import { RedisServer } from "../../tests/helpers/redis_server.ts";

/** What GIM keeps its messages in. */
export type StorageName = "memory" | "disk, full" | "disk, normal" | "Redis";

/** All of them, in the order of the sheet. */
export const STORAGE_NAMES: readonly StorageName[] = [
  "memory",
  "disk, full",
  "disk, normal",
  "Redis",
];

/** A storage of its own for one server. */
export interface OpenStorage {
  /** What the server is told. */
  readonly flags: readonly string[];
  /** What it may do beside what it may anyway. */
  readonly permissions: readonly string[];
  readonly redisPid?: number;
  close(): Promise<void>;
}

/** Makes an empty one. */
export async function openStorage(name: StorageName): Promise<OpenStorage> {
  switch (name) {
    case "memory":
      return { flags: [], permissions: [], close: () => Promise.resolve() };
    case "disk, full":
      return await openDirectory("full");
    case "disk, normal":
      return await openDirectory("normal");
    case "Redis":
      return await openRedis();
  }
}

async function openDirectory(sync: string): Promise<OpenStorage> {
  const directory = await Deno.makeTempDir({ prefix: "gim-bench-" });
  return {
    flags: [
      "--storage=disk",
      `--disk-sync=${sync}`,
      `--data-dir=${directory}`,
    ],
    permissions: [`--allow-write=${directory}`],
    close: () => Deno.remove(directory, { recursive: true }),
  };
}

async function openRedis(): Promise<OpenStorage> {
  const redis = await RedisServer.start();
  return {
    flags: ["--storage=redis", `--redis-url=${redis.url}`],
    permissions: [],
    redisPid: redis.pid,
    close: () => redis[Symbol.asyncDispose](),
  };
}
