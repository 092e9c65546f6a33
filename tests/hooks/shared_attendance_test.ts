import { assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/clock.ts";
import { privateConversation } from "../../src/domain/ids.ts";
import { HOOK_TYPES } from "../../src/domain/hook_types.ts";
import { type Message, NORMAL } from "../../src/domain/model.ts";
import { MissedSearch } from "../../src/hooks/missed_search.ts";
import { Recorder } from "../../src/hooks/recorder.ts";
import {
  MAX_HELD,
  SharedAttendance,
} from "../../src/hooks/shared_attendance.ts";
import { Views } from "../../src/protocol/views.ts";
import type { RedisConnection } from "../../src/storage/redis/connection.ts";
import { NODES_KEY } from "../../src/storage/redis/keys.ts";
import { RedisOutbox } from "../../src/storage/redis/redis_outbox.ts";
import { SCRIPTS } from "../../src/storage/redis/scripts.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { RedisCluster } from "../helpers/redis_cluster.ts";
import { testWhereRedisIs, testWithRedis } from "../helpers/redis_server.ts";
import { createRedis } from "../helpers/redis_storage.ts";

const HOUR = 3_600_000;

/** Nodes on one Redis, each with its users. */
async function bench(url: string | readonly string[], delay: number) {
  const urls = [url].flat();
  const { connection, storage, settled } = await createRedis(urls, {
    ownTime: true,
  });
  const outbox = new RedisOutbox({
    connection,
    backlog: 1000,
    clock: systemClock,
  });
  const clock = new FakeClock();
  const beat = (node: string) =>
    connection.script(
      SCRIPTS.beat,
      [NODES_KEY, "gim:{gim:nodes}:settings"],
      [node, 15_000, HOUR, ""],
    );
  const faults: unknown[] = [];
  const node = async (name: string) => {
    const users = new Set<string>();
    const recorder = new Recorder({
      outbox,
      types: HOOK_TYPES,
      views: new Views({ sequence: true }),
      now: Date.now,
      clock: systemClock,
      log: { warn() {} },
      backlog: 1000,
      onAdded: () => {},
    });
    const attendance = new SharedAttendance({
      connection,
      node: name,
      search: new MissedSearch({ storage, silence: 60_000 }),
      outbox,
      recorder,
      views: new Views({ sequence: true }),
      userIds: () => users,
      isOnline: (userId) => users.has(userId),
      delay,
      backlog: 1000,
      now: Date.now,
      clock,
      onFault: (fault) => faults.push(fault),
    });
    await beat(name);
    attendance.start();
    return {
      attendance,
      come(userId: string) {
        users.add(userId);
        attendance.appeared(userId);
      },
      go(userId: string, unconfirmed: readonly Message[] = []) {
        users.delete(userId);
        attendance.disappeared(userId, unconfirmed);
      },
      beat: () => beat(name),
      /** It counts as dead. */
      async fallSilent() {
        await connection.run((redis) => redis.zRem(NODES_KEY, name));
      },
      /** It ends without a word. */
      async die() {
        attendance.stop();
        await this.fallSilent();
      },
    };
  };
  return {
    storage,
    node,
    settled,
    waiting: () => outbox.list(100),
    forget: (userId: string) => outbox.forget(userId),
    /** The nodes look at who has stayed away. */
    async look() {
      await settled();
      clock.advance(1000);
      await settled();
    },
    /** What the back end is told by now. */
    async told() {
      await settled();
      const { events } = await outbox.take(100);
      await outbox.settle(events.map(({ id }) => ({ id, over: true })));
      return events.map(({ type, data }) => {
        const { user_id } = data as { user_id: string };
        return `${type} ${user_id}`;
      }).sort();
    },
    async [Symbol.asyncDispose]() {
      outbox.stop();
      await connection.close();
      assertEquals(faults, []);
    },
  };
}

async function send(
  { storage }: Awaited<ReturnType<typeof bench>>,
  target: string,
) {
  const { message } = await storage.append({
    conversation: privateConversation("ann", target),
    senderId: "ann",
    category: "text",
    content: "hello",
    requestId: undefined,
  });
  return message;
}

testWithRedis(
  "who is at several nodes comes once and goes once",
  async ({ url }) => {
    await using all = await bench(url, 0);
    const [one, two] = [await all.node("one"), await all.node("two")];
    one.come("ann");
    two.come("ann");
    assertEquals(await all.told(), ["user.online ann"]);
    one.go("ann");
    await all.look();
    assertEquals(await all.told(), []);
    two.go("ann");
    await all.look();
    assertEquals(await all.told(), ["user.offline ann"]);
    await one.die();
    await two.die();
  },
);

testWithRedis(
  "nothing is told of who comes back to another node in time",
  async ({ url }) => {
    await using all = await bench(url, HOUR);
    const [one, two] = [await all.node("one"), await all.node("two")];
    one.come("ann");
    assertEquals(await all.told(), ["user.online ann"]);
    one.go("ann");
    two.come("ann");
    await all.look();
    assertEquals(await all.told(), []);
    await one.die();
    await two.die();
  },
);

testWithRedis(
  "the users of a node that has died go offline",
  async ({ url }) => {
    await using all = await bench(url, 0);
    const [one, two] = [await all.node("one"), await all.node("two")];
    one.come("ann");
    one.come("bob");
    two.come("bob");
    assertEquals(await all.told(), ["user.online ann", "user.online bob"]);
    await one.die();
    await all.look();
    await all.look();
    assertEquals(await all.told(), ["user.offline ann"]);
    await two.die();
  },
);

testWithRedis(
  "a node that counted as dead says again who is there",
  async ({ url }) => {
    await using all = await bench(url, HOUR);
    const [one, two] = [await all.node("one"), await all.node("two")];
    one.come("dan");
    assertEquals(await all.told(), ["user.online dan"]);
    await one.fallSilent();
    await all.look();
    await one.beat();
    await all.look();
    const isMissed = async () => {
      const before = (await all.waiting()).length;
      two.attendance.missed("dan", await send(all, "dan"));
      await all.settled();
      return (await all.waiting()).length > before;
    };
    assertEquals(await isMissed(), false);
    await one.die();
    await all.look();
    assertEquals(await isMissed(), true);
    await two.die();
  },
);

testWithRedis(
  "a message waits only for somebody who is at no node",
  async ({ url }) => {
    await using all = await bench(url, 0);
    const [one, two] = [await all.node("one"), await all.node("two")];
    two.come("bob");
    await all.told();
    one.attendance.missed("bob", await send(all, "bob"));
    one.attendance.missed("cat", await send(all, "cat"));
    assertEquals(await all.told(), ["message.undelivered cat"]);
    two.go("bob", [await send(all, "bob")]);
    await all.look();
    assertEquals(await all.told(), [
      "message.undelivered bob",
      "user.offline bob",
    ]);
    await one.die();
    await two.die();
  },
);

testWithRedis(
  "who comes back to any node makes it needless",
  async ({ url }) => {
    await using all = await bench(url, 400);
    const [one, two] = [await all.node("one"), await all.node("two")];
    one.attendance.missed("bob", await send(all, "bob"));
    one.attendance.missed("cat", await send(all, "cat"));
    await all.settled();
    two.come("bob");
    await all.settled();
    let told: string[] = [];
    while (told.length < 2) told = [...told, ...await all.told()];
    // Together, where that took as long as the delay.
    assertEquals(told.toSorted(), [
      "message.undelivered cat",
      "user.online bob",
    ]);
    await one.die();
    await two.die();
  },
);

testWithRedis(
  "what was sent to a node that was dead by then is told",
  async ({ url }) => {
    await using all = await bench(url, 0);
    const [one, two] = [await all.node("one"), await all.node("two")];
    one.come("bob");
    await all.told();
    one.attendance.stop();
    await send(all, "bob");
    await one.die();
    await all.look();
    await all.look();
    assertEquals(await all.told(), [
      "message.undelivered bob",
      "user.offline bob",
    ]);
    await two.die();
  },
);

testWhereRedisIs("in a Cluster it is the same", async () => {
  await using cluster = await RedisCluster.start();
  await using all = await bench(cluster.urls, 0);
  const [one, two] = [await all.node("one"), await all.node("two")];
  one.come("bob");
  two.attendance.missed("cat", await send(all, "cat"));
  two.attendance.missed("bob", await send(all, "bob"));
  assertEquals(await all.told(), [
    "message.undelivered cat",
    "user.online bob",
  ]);
  await one.die();
  await all.look();
  await all.look();
  await all.forget("cat");
  const told = await all.told();
  assertEquals(told.includes("user.offline bob"), true);
  assertEquals(await all.waiting(), []);
  await two.die();
});

/** A node whose Redis is out of reach until a test lets it be reached. */
function unreached() {
  const clock = new FakeClock();
  /** The arguments of the calls that got through. */
  const called: (readonly unknown[])[] = [];
  let isReached = false;
  const connection = {
    reason: undefined,
    script(script: unknown, _keys: unknown, args: readonly unknown[]) {
      if (!isReached) return Promise.reject(new Error("out of reach"));
      if (script === SCRIPTS.presentSweep) {
        return Promise.resolve([1, 0, [], 0]);
      }
      called.push(args);
      return Promise.resolve(0);
    },
  } as unknown as RedisConnection;
  const outbox = { add: () => undefined };
  const views = new Views({ sequence: true });
  const attendance = new SharedAttendance({
    connection,
    node: "one",
    search: { of: () => Promise.resolve([]) },
    outbox: {} as RedisOutbox,
    recorder: new Recorder({
      outbox,
      types: HOOK_TYPES,
      views,
      now: Date.now,
      clock,
      log: { warn() {} },
      backlog: 10,
      onAdded: () => {},
    }),
    views,
    userIds: () => [],
    isOnline: () => false,
    delay: 0,
    backlog: 10,
    now: Date.now,
    clock,
    onFault: () => {},
  });
  attendance.start();
  /** Redis is back, and has got so many calls. */
  const reach = async (count: number) => {
    isReached = true;
    clock.advance(1000);
    while (called.length < count) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    attendance.stop();
  };
  return { attendance, called, reach };
}

Deno.test("what Redis could not be told is told later, the newest of it", async () => {
  const { attendance, called, reach } = unreached();
  for (let user = 0; user < MAX_HELD + 5; user++) {
    attendance.appeared(`user${user}`);
  }
  await attendance.written;
  await reach(MAX_HELD);
  assertEquals(called.length, MAX_HELD);
  assertEquals(called[0]?.[4], "user5");
});

Deno.test("of who is erased nothing is told of what Redis could not be told", async () => {
  const { attendance, called, reach } = unreached();
  const sent = (from: string, to: string): Message => ({
    id: `of ${from}`,
    conversation: privateConversation(from, to).key,
    sender: { id: from, name: from },
    category: "text",
    content: `from ${from} to ${to}`,
    sequence: 1,
    status: NORMAL,
    createdAt: 1,
    requestId: undefined,
  });
  attendance.disappeared("bob", [sent("ann", "bob"), sent("cat", "bob")]);
  attendance.disappeared("ann", [sent("bob", "ann")]);
  await attendance.written;
  attendance.forget("ann");
  await reach(2);
  // That they have gone is told all the same.
  assertEquals(called.map((args) => args[5]), ["bob", "ann"]);
  const text = JSON.stringify(called);
  assertEquals(text.match(/from \w+ to \w+/g), ["from cat to bob"]);
});
