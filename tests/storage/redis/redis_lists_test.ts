import { assertEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import type { Heir } from "../../../src/storage/governance.ts";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import type { FakeClock } from "../../helpers/fake_clock.ts";
import { type RedisServer, testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";

const IDLE_EXPIRY = 24 * 3_600_000;

interface Bench {
  readonly server: RedisServer;
  readonly storage: RedisStorage;
  readonly clock: FakeClock;
  /** Settles when nothing is asked any more. */
  readonly settled: () => Promise<void>;
  /** Of whom the storage has told that they have become creators. */
  readonly heirs: readonly Heir[];
}

function overRedis(name: string, run: (bench: Bench) => Promise<void>): void {
  testWithRedis(`RedisStorage: ${name}`, async (server) => {
    const heirs: Heir[] = [];
    const onHeir = (heir: Heir) => void heirs.push(heir);
    const options = { idleExpiry: IDLE_EXPIRY, onHeir };
    const { connection, ...parts } = await createRedis([server.url], options);
    try {
      await run({ server, heirs, ...parts });
    } finally {
      await connection.close();
    }
  });
}

async function memberIds(storage: RedisStorage, room: string, asker: string) {
  const page = await storage.members(room, asker, {
    after: undefined,
    count: 100,
  });
  return [page.items.map(({ id }) => id), page.total];
}

/** What expiry would do, without waiting for it. */
function forget(server: RedisServer, id: string): Promise<string> {
  const keys = ["user", "chatrooms", "privates"]
    .map((name) => `gim:{u:${id}}:${name}`);
  return server.cli("del", ...keys);
}

overRedis(
  "a user's list keeps 5000 private conversations, and chatrooms beside them",
  async ({ server, storage }) => {
    await storage.join("room", "ann", undefined);
    const fill = "for i = 1, 6000 do " +
      "redis.call('ZADD', KEYS[1], i, '2:u' .. i) end";
    const list = "gim:{u:ann}:privates";
    await server.cli("eval", fill, "1", list);
    await storage.append({
      conversation: privateConversation("ann", "bob"),
      senderId: "ann",
      category: "text",
      content: "hello",
      requestId: undefined,
    });
    assertEquals(await server.cli("zcard", list), "5000");
    assertEquals([...await storage.chatroomsOf("ann")], ["room"]);
  },
);

overRedis(
  "who was forgotten is on no page of members, and is none after it",
  async ({ server, storage }) => {
    for (const id of ["ann", "bob", "cat"]) {
      await storage.join("room", id, undefined);
    }
    await forget(server, "bob");
    const rest = [["ann", "cat"], 2];
    assertEquals(await memberIds(storage, "room", "ann"), rest);
    assertEquals(await memberIds(storage, "room", "ann"), rest);
    assertEquals(await server.cli("hlen", "gim:{r:room}:members"), "2");
  },
);

overRedis(
  "a member who keeps a chatroom on comes upon those who were forgotten",
  async ({ server, storage, clock }) => {
    for (const id of ["ann", "bob"]) {
      await storage.enter(id, undefined);
      await storage.join("room", id, undefined);
    }
    await forget(server, "bob");
    clock.advance(IDLE_EXPIRY / 2);
    storage.keep(["ann"]);
    const members = "gim:{r:room}:members";
    while (await server.cli("hlen", members) !== "1") {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assertEquals([...await storage.chatroomsOf("ann")], ["room"]);
  },
);

overRedis(
  "who takes the place of a forgotten creator is told of",
  async ({ server, storage, heirs }) => {
    for (const id of ["ann", "bob"]) await storage.join("room", id, undefined);
    await forget(server, "ann");
    await memberIds(storage, "room", "bob");
    while (heirs.length === 0) await storage.chatroom("room");
    assertEquals(heirs, [{ chatroomId: "room", userId: "bob" }]);
  },
);

overRedis(
  "joining again lists a chatroom that the list has lost",
  async ({ server, storage }) => {
    await storage.join("room", "ann", undefined);
    await forget(server, "ann");
    assertEquals([...await storage.chatroomsOf("ann")], []);
    const { joined } = await storage.join("room", "ann", undefined);
    assertEquals([joined, [...await storage.chatroomsOf("ann")]], [false, [
      "room",
    ]]);
  },
);

/** How often Redis has run a command, by what it counts itself. */
async function runs(server: RedisServer, command: string): Promise<number> {
  const stats = await server.cli("info", "commandstats");
  const [, calls = "0"] =
    new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats) ?? [];
  return Number(calls);
}

overRedis(
  "a page of very many conversations runs a script for those alone that it shows",
  async ({ server, storage, clock, settled }) => {
    const fill = "for i = 1, 1200 do " +
      "local n = 'gim:{r:r' .. i .. '}' " +
      "redis.call('HSET', n .. ':head', 'name', '\"r\"', 's', 1, 't', 1000 + i) " +
      "redis.call('HSET', n .. ':members', 'ann', '10 0') " +
      "redis.call('ZADD', 'gim:{u:ann}:chatrooms', 1, '1:r' .. i) end";
    await server.cli("eval", fill, "0");
    await storage.append({
      conversation: privateConversation("ann", "bob"),
      senderId: "ann",
      category: "text",
      content: "hello",
      requestId: undefined,
    });
    const page = (after?: { time: number; id: string }) =>
      storage.conversations("ann", { type: undefined, after, count: 20 });
    await page();
    await settled();
    const before = await runs(server, "evalsha");
    const { items, hasMore } = await page();
    // 500 at a time are asked when something last happened there.
    assertEquals(await runs(server, "evalsha") - before, 3 + 20);
    const targets = Array.from({ length: 19 }, (_, at) => `r${1200 - at}`);
    assertEquals(items.map(({ target }) => target), ["bob", ...targets]);
    assertEquals(hasMore, true);
    const next = await page({ time: items[19]!.updatedAt, id: "1:r1182" });
    assertEquals(next.items[0]?.target, "r1181");
    clock.advance(1);
    await settled();
    const beforeLogin = await runs(server, "evalsha");
    assertEquals([...await storage.chatroomsOf("ann")].length, 1200);
    assertEquals(await runs(server, "evalsha") - beforeLogin, 3);
  },
);

overRedis(
  "a conversation whose keys are damaged is missing in a list, and no other",
  async ({ server, storage }) => {
    for (const id of ["a", "b", "c"]) await storage.join(id, "ann", undefined);
    await server.cli("del", "gim:{r:b}:head");
    await server.cli("set", "gim:{r:b}:head", "garbage");
    const query = { type: undefined, after: undefined, count: 20 };
    const { items } = await storage.conversations("ann", query);
    assertEquals(
      new Set(items.map(({ target }) => target)),
      new Set(["a", "c"]),
    );
  },
);
