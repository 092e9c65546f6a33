import { assertEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import type {
  Appended,
  ConversationsPage,
} from "../../../src/storage/storage.ts";
import type { FakeClock } from "../../helpers/fake_clock.ts";
import { RedisCluster } from "../../helpers/redis_cluster.ts";
import {
  type RedisServer,
  testWhereRedisIs,
  testWithRedis,
} from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";

const MINUTE = 60_000;

async function write(storage: RedisStorage, from: string): Promise<Appended> {
  // Otherwise the send enters them, and does not wait for that.
  await storage.enter(from, undefined);
  return await storage.append({
    conversation: privateConversation(from, "ann"),
    senderId: from,
    category: "text",
    content: "hello",
    requestId: undefined,
  });
}

/** So many write to ann in each of some minutes; u0 is the first of them. */
async function writeToAnn(
  { storage, clock }: { storage: RedisStorage; clock: FakeClock },
  { minutes, each }: { minutes: number; each: number },
): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    clock.advance(MINUTE);
    const ids = Array.from({ length: each }, (_, at) => minute * each + at);
    await Promise.all(ids.map((id) => write(storage, `u${id}`)));
  }
}

function page(
  storage: RedisStorage,
  after?: { time: number; id: string },
): Promise<ConversationsPage> {
  return storage.conversations("ann", { type: undefined, after, count: 10 });
}

/** How often a command was run on the servers. */
async function runs(
  servers: readonly RedisServer[],
  command: string,
): Promise<number> {
  const counts = await Promise.all(servers.map(async (server) => {
    const info = await server.cli("info", "commandstats");
    return Number(
      RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(info)?.[1] ?? 0,
    );
  }));
  return counts.reduce((sum, count) => sum + count, 0);
}

testWithRedis(
  "a page of sessions reads no further down the list than it needs",
  async (server) => {
    const redis = await createRedis([server.url]);
    const { storage } = redis;
    await storage.join("room", "ann", undefined);
    await writeToAnn(redis, { minutes: 24, each: 50 });
    // For the last scripts of a first message no send waits.
    await redis.settled();
    const before = await runs([server], "evalsha");
    const { items, hasMore } = await page(storage);
    // Two for the chatroom and 500 others, and one for each that is shown.
    assertEquals(await runs([server], "evalsha") - before, 12);
    assertEquals([items.length, hasMore], [10, true]);
    const expected = Array.from({ length: 1200 }, (_, at) => `u${1199 - at}`);
    const found: string[] = items.map(({ target }) => target);
    for (let last = items.at(-1); last !== undefined && found.length < 700;) {
      const after = { time: last.updatedAt, id: `2:${last.target}` };
      const next = await page(storage, after);
      found.push(...next.items.map(({ target }) => target));
      last = next.items.at(-1);
    }
    // In the same minute ids decide.
    const minutes = (ids: string[]) =>
      ids.map((id) => Math.floor(Number(id.slice(1)) / 50));
    assertEquals(minutes(found), minutes(expected.slice(0, found.length)));
    assertEquals(new Set(found).size, found.length);
    await redis.connection.close();
  },
);

testWithRedis(
  "a conversation that was listed a while before its last message keeps its place",
  async (server) => {
    const redis = await createRedis([server.url]);
    const { storage, clock } = redis;
    await write(storage, "bob");
    // It is not listed again: it was a moment ago.
    clock.advance(MINUTE - 1);
    await write(storage, "bob");
    const listed = Number(
      await server.cli("zscore", "gim:{u:ann}:privates", "2:bob"),
    );
    const fill =
      "for i = 1, 600 do redis.call('ZADD', KEYS[1], ARGV[1] + 50000, '2:x' .. i) end";
    await server.cli("eval", fill, "1", "gim:{u:ann}:privates", `${listed}`);
    const { items } = await page(storage);
    assertEquals(items.map(({ target }) => target), ["bob"]);
    await redis.connection.close();
  },
);

testWhereRedisIs(
  "in a Cluster a page of sessions runs a script for each that it shows, and no more",
  async () => {
    await using cluster = await RedisCluster.start();
    const redis = await createRedis(cluster.urls);
    const { storage } = redis;
    for (let at = 0; at < 20; at++) {
      await storage.join(`room${at}`, "ann", undefined);
    }
    await writeToAnn(redis, { minutes: 60, each: 1 });
    await redis.settled();
    const before = await runs(cluster.servers, "evalsha");
    const { items, hasMore } = await page(storage);
    assertEquals(await runs(cluster.servers, "evalsha") - before, 10);
    assertEquals(
      [items.map(({ target }) => target), hasMore],
      [Array.from({ length: 10 }, (_, at) => `u${59 - at}`), true],
    );
    assertEquals((await storage.chatroomsOf("ann")).length, 20);
    await redis.connection.close();
  },
);
