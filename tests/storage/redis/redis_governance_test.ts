import { assert, assertEquals } from "@std/assert";
import { CREATOR } from "../../../src/domain/rank.ts";
import { USER_QUOTAS } from "../../../src/domain/quotas.ts";
import type { RedisConnection } from "../../../src/storage/redis/connection.ts";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import { SCRIPTS } from "../../../src/storage/redis/scripts.ts";
import { Unsettled } from "../../../src/storage/shared/out_of_reach.ts";
import type { FakeClock } from "../../helpers/fake_clock.ts";
import { type RedisServer, testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis, type RedisChanges } from "../../helpers/redis_storage.ts";
import { refusal, refusedFor } from "../../helpers/refusal.ts";
import { ANN_TO_BOB, joinAll, ROOM, send } from "../contract_steps.ts";

const FIRST_PAGE = { after: undefined, count: 100 };
const IDLE_EXPIRY = 24 * 3_600_000;

interface Bench {
  readonly server: RedisServer;
  readonly storage: RedisStorage;
  /** That of another node. */
  readonly other: RedisStorage;
  readonly clock: FakeClock;
  readonly connection: RedisConnection;
}

function onTwoNodes(
  name: string,
  run: (bench: Bench) => Promise<void>,
  changes: RedisChanges = {},
): void {
  testWithRedis(`RedisStorage: ${name}`, async (server) => {
    const options = { idleExpiry: IDLE_EXPIRY, ...changes };
    const own = await createRedis([server.url], options);
    const { clock } = own;
    const other = await createRedis([server.url], { ...options, clock });
    try {
      const { storage, connection } = own;
      await run({ server, storage, clock, connection, other: other.storage });
    } finally {
      await own.connection.close();
      await other.connection.close();
    }
  });
}

/** What expiry would do, without waiting for it. */
async function forget(server: RedisServer, id: string): Promise<void> {
  const names = ["user", "chatrooms", "privates", "added"];
  await server.cli("del", ...names.map((name) => `gim:{u:${id}}:${name}`));
}

async function codesOf(calls: readonly Promise<unknown>[]) {
  const settled = await Promise.allSettled(calls);
  return settled.map(({ status }) => status === "fulfilled");
}

onTwoNodes(
  "a chatroom holds as many members as it may, whichever nodes they ask",
  async ({ storage, other }) => {
    await joinAll(storage, "room", "ann");
    await storage.configure("room", "ann", { maxMembers: 4 });
    const joins = Array.from(
      { length: 10 },
      (_, at) =>
        (at % 2 ? storage : other).join("room", `user${at}`, undefined),
    );
    const joined = (await codesOf(joins)).filter((isIn) => isIn);
    assertEquals(joined.length, 3);
    assertEquals((await other.chatroom("room")).memberCount, 4);
    const call = () => other.join("room", "zoe", undefined);
    assertEquals(await refusedFor(call), [403, { reason: "full" }]);
    assertEquals([...await storage.chatroomsOf("zoe")], []);
  },
);

onTwoNodes(
  "a mute, a ban and slow mode hold at the other node from then on",
  async ({ storage, other }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    await send(other, "bob", ROOM);
    await storage.configure("room", "ann", { slowMode: 60_000 });
    await send(other, "bob", ROOM);
    const again = () => send(storage, "bob", ROOM);
    const [code, data] = await refusedFor(again);
    assertEquals([code, data?.reason], [429, "slow_mode"]);
    const sanction = { userId: "cat", until: undefined, reason: undefined };
    await storage.sanction("room", "ann", { ...sanction, kind: "mute" });
    const muted = () => send(other, "cat", ROOM);
    assertEquals(await refusedFor(muted), [403, { reason: "muted" }]);
    await other.sanction("room", "ann", { ...sanction, kind: "ban" });
    const banned = () => send(storage, "cat", ROOM);
    assertEquals(await refusedFor(banned), [403, { reason: "banned" }]);
  },
);

onTwoNodes(
  "changes of settings at the same moment are all made",
  async ({ storage, other }) => {
    await joinAll(storage, "room", "ann");
    const keys = Array.from({ length: 20 }, (_, at) => `key${at}`);
    await Promise.all(keys.map((key, at) =>
      (at % 2 ? storage : other)
        .configure("room", "ann", { data: { [key]: "x" } })
    ));
    const { data, version } = await storage.chatroom("room");
    assertEquals(Object.keys(data).toSorted(), keys.toSorted());
    assertEquals(version, 21);
  },
);

onTwoNodes(
  "a chatroom whose creator is forgotten gets another one",
  async ({ server, storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    await forget(server, "ann");
    const page = await storage.members("room", "bob", FIRST_PAGE);
    assertEquals(page.items.map(({ id }) => id), ["bob", "cat"]);
    while ((await storage.chatroom("room")).creator === "ann") {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { items } = await storage.members("room", "bob", FIRST_PAGE);
    const creators = items.filter(({ rank }) => rank === CREATOR);
    assertEquals(creators.map(({ id }) => id), ["bob"]);
  },
);

onTwoNodes(
  "a chatroom of an earlier layout is as it was, and its creator who left is replaced",
  async ({ server, storage }) => {
    const room = "gim:{r:room}";
    const write = (...args: string[]) => server.cli(...args);
    await write(
      "hset",
      `${room}:head`,
      "by",
      "zoe",
      "name",
      '"Old"',
      "at",
      "5",
    );
    await write("hset", `${room}:members`, "bob", "6 0");
    await write("zadd", `${room}:order`, "6000", "bob");
    await storage.enter("bob", undefined);
    await send(storage, "bob", ROOM);
    const { createdAt, memberCount, ...found } = await storage
      .readChatroom("room", "ann");
    assertEquals([createdAt, memberCount], [5, 1]);
    assertEquals(found, {
      id: "room",
      name: "Old",
      creator: "zoe",
      join: "open",
      send: "all",
      history: "all",
      maxMembers: 0,
      slowMode: 0,
      data: {},
      version: 1,
    });
    const { chatroom } = await storage.join("room", "ann", undefined);
    assertEquals(chatroom.creator, "bob");
  },
);

onTwoNodes(
  "an append looks at what forbids it only where something may",
  async ({ server, storage }) => {
    await joinAll(storage, "room", "ann");
    const looks = () => server.cli("hexists", "gim:{r:room}:head", "g");
    assertEquals(await looks(), "0");
    await storage.configure("room", "ann", { slowMode: 1000 });
    await send(storage, "ann", ROOM);
    assertEquals(await looks(), "1");
    await storage.configure("room", "ann", { slowMode: 0 });
    await send(storage, "ann", ROOM);
    assertEquals(await looks(), "0");
  },
);

onTwoNodes(
  "who was added to as many chatrooms as may be is added to none more, and joins others",
  async ({ server, storage }) => {
    await joinAll(storage, "room", "ann");
    await joinAll(storage, "own", "bob");
    const fill = "for i = 1, tonumber(ARGV[1]) do " +
      "redis.call('ZADD', KEYS[1], i, '1:r' .. i) " +
      "redis.call('ZADD', KEYS[2], i, '1:r' .. i) end";
    const lists = ["gim:{u:bob}:chatrooms", "gim:{u:bob}:added"];
    const now = String(Date.now() + IDLE_EXPIRY);
    await server.cli("eval", fill, "2", ...lists, String(USER_QUOTAS.maxAdded));
    // Entries of now are not taken for those of chatrooms that have gone.
    const touch =
      "for _, m in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do " +
      "redis.call('ZADD', KEYS[1], ARGV[1], m) end";
    await server.cli("eval", touch, "1", lists[0]!, now);
    const { added, refused } = await storage.add("room", "ann", ["bob"]);
    assertEquals([added, refused], [[], [{ id: "bob", reason: "full" }]]);
    assertEquals((await storage.membership("room", "bob")).isMember, false);
    assert((await storage.join("room", "bob", undefined)).joined);
    const rooms = [...await storage.chatroomsOf("bob")];
    assertEquals(rooms.toSorted(), ["own", "room"]);
  },
);

onTwoNodes(
  "a block outlives the conversation that it is about",
  async ({ server, storage, other }) => {
    for (const id of ["ann", "bob"]) await storage.enter(id, undefined);
    await storage.block("bob", "ann", true);
    const call = () => send(other, "ann", ANN_TO_BOB);
    assertEquals(await refusedFor(call), [403, { reason: "blocked" }]);
    await storage.block("bob", "ann", false);
    await call();
    await storage.block("bob", "ann", true);
    assertEquals(await refusedFor(call), [403, { reason: "blocked" }]);
    const conversation = "gim:{p:2:ann:bob}";
    await server.cli("del", `${conversation}:head`, `${conversation}:own`);
    assertEquals(await refusedFor(call), [403, { reason: "blocked" }]);
  },
);

onTwoNodes(
  "a block holds after the service has begun the conversation for who is blocked",
  async ({ storage }) => {
    for (const id of ["ann", "bob"]) await storage.enter(id, undefined);
    await storage.block("bob", "ann", true);
    await send(storage, "ann", ANN_TO_BOB, { privileged: true });
    const call = () => send(storage, "ann", ANN_TO_BOB);
    assertEquals(await refusedFor(call), [403, { reason: "blocked" }]);
  },
);

onTwoNodes(
  "of a block and its end at the same moment one holds, in the list and for the other",
  async ({ storage, other }) => {
    for (const id of ["ann", "bob"]) await storage.enter(id, undefined);
    for (let round = 0; round < 20; round++) {
      await Promise.all([
        storage.block("bob", "ann", true),
        other.block("bob", "ann", false),
        storage.block("bob", "ann", round % 2 === 0),
      ]);
      const { items } = await storage.blocks("bob", FIRST_PAGE);
      const [isSent] = await codesOf([send(storage, "ann", ANN_TO_BOB)]);
      assertEquals(isSent, items.length === 0);
    }
  },
);

onTwoNodes(
  "a mark of a block that was lost is there again when its user comes back",
  async ({ server, storage, clock }) => {
    for (const id of ["ann", "bob"]) await storage.enter(id, undefined);
    await storage.block("bob", "ann", true);
    const mark = "gim:{p:2:ann:bob}:blocks";
    await server.cli("del", mark);
    clock.advance(IDLE_EXPIRY / 2);
    await storage.enter("bob", undefined);
    while (await server.cli("exists", mark) !== "1") {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const call = () => send(storage, "ann", ANN_TO_BOB);
    assertEquals(await refusedFor(call), [403, { reason: "blocked" }]);
  },
);

onTwoNodes(
  "who is added though nobody answered has the chatroom in their list",
  async ({ storage, connection }) => {
    await joinAll(storage, "room", "ann");
    for (const id of ["bob", "cat"]) await storage.enter(id, undefined);
    const script = connection.script.bind(connection);
    connection.script = async <T>(...asked: Parameters<typeof script>) => {
      const answer = await script<T>(...asked);
      const [what, , args] = asked;
      if (what === SCRIPTS.add && args[7] === 0) throw new Unsettled();
      return answer;
    };
    const add = () => storage.add("room", "ann", ["bob", "cat"]);
    assertEquals((await refusal(add)).code, 503);
    connection.script = script;
    for (const id of ["bob", "cat"]) {
      assertEquals((await storage.membership("room", id)).isMember, true);
      assertEquals([...await storage.chatroomsOf(id)], ["room"]);
    }
  },
);

onTwoNodes(
  "who may add nobody any more leaves nothing in the lists of those named",
  async ({ server, storage, connection }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.enter("cat", undefined);
    const script = connection.script.bind(connection);
    connection.script = async <T>(...asked: Parameters<typeof script>) => {
      const [what, , args] = asked;
      const isLast = what === SCRIPTS.add && args[7] === 0;
      if (isLast) await storage.configure("room", "ann", { join: "invite" });
      return await script<T>(...asked);
    };
    const add = () => storage.add("room", "bob", ["cat"]);
    assertEquals(await refusedFor(add), [403, { reason: "role" }]);
    connection.script = script;
    const lists = ["gim:{u:cat}:chatrooms", "gim:{u:cat}:added"];
    assertEquals(await server.cli("exists", ...lists), "0");
  },
);
