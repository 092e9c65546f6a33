import { assertEquals } from "@std/assert";
import { USER_QUOTAS } from "../../../src/domain/quotas.ts";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import { chatroomConversation } from "../../../src/domain/ids.ts";
import { RedisJoinQuotas } from "../../../src/storage/redis/redis_join_quotas.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { type RedisServer, testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";
import { refusal } from "../../helpers/refusal.ts";

interface Bench {
  readonly server: RedisServer;
  readonly storage: RedisStorage;
  readonly clock: FakeClock;
}

function overRedis(name: string, run: (bench: Bench) => Promise<void>): void {
  testWithRedis(`RedisStorage: ${name}`, async (server) => {
    const clock = new FakeClock();
    const { connection, storage } = await createRedis([server.url], {
      clock,
      quotas: { maxJoined: 3, maxCreated: 2 },
    });
    try {
      await run({ server, storage, clock });
    } finally {
      await connection.close();
    }
  });
}

/** What its expiry would do, without waiting for it. */
function expire(server: RedisServer, chatroomId: string): Promise<string> {
  const names = ["head", "messages", "members", "own", "read", "order"];
  return server.cli(
    "del",
    ...names.map((name) => `gim:{r:${chatroomId}}:${name}`),
  );
}

function join(storage: RedisStorage, id: string, userId = "ann") {
  return storage.join(id, userId, undefined);
}

async function codeOf(storage: RedisStorage, id: string): Promise<number> {
  return (await refusal(() => join(storage, id))).code;
}

overRedis(
  "chatrooms that are gone count no longer, neither as joined nor as created",
  async ({ server, storage, clock }) => {
    await join(storage, "c", "ben");
    for (const id of ["a", "b", "c"]) await join(storage, id);
    assertEquals(await codeOf(storage, "d"), 403);
    await expire(server, "a");
    clock.advance(60_001);
    assertEquals((await join(storage, "d")).joined, true);
    assertEquals(await codeOf(storage, "e"), 403);
    assertEquals(
      await server.cli("zrange", "gim:{u:ann}:created", "0", "-1"),
      [
        "b",
        "d",
      ].join("\n"),
    );
  },
);

overRedis(
  "one that somebody else has created anew counts for them",
  async ({ server, storage, clock }) => {
    await join(storage, "a");
    await join(storage, "b");
    await expire(server, "a");
    await join(storage, "a", "ben");
    clock.advance(60_001);
    await join(storage, "c");
    assertEquals(await codeOf(storage, "d"), 403);
  },
);

overRedis(
  "what is created is remembered as long as who did it",
  async ({ server, storage }) => {
    await join(storage, "a");
    const key = "gim:{u:ann}:created";
    await server.cli("pexpire", key, "1000");
    await storage.enter("ann", undefined);
    assertEquals(Number(await server.cli("pttl", key)) > 10_000, true);
  },
);

Deno.test("thousands of chatrooms that are gone are not asked about all at once", async () => {
  const listed = Array.from(
    { length: 1234 },
    (_, at) => chatroomConversation(`room${at}`),
  );
  const outcomes = [["full", "0"], ["listed", "0"]];
  let [open, most, removed] = [0, 0, 0];
  const quotas = new RedisJoinQuotas({
    connection: {
      script: () => Promise.resolve(outcomes.shift()),
    } as never,
    lists: {
      of: () => Promise.resolve(listed),
      async remove() {
        most = Math.max(most, ++open);
        await Promise.resolve();
        open--;
        removed++;
      },
      maxRooms: 5000,
      keepFor: 1,
    },
    activity: { of: () => Promise.resolve([]) },
    quotas: { ...USER_QUOTAS, maxJoined: 3 },
    time: () => 0,
  });
  assertEquals(await quotas.enlist("ann", listed[0]!), true);
  assertEquals([removed, most], [1234, 100]);
});
