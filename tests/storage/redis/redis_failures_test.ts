import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { type Clock, systemClock } from "../../../src/base/clock.ts";
import { chatroomConversation } from "../../../src/domain/ids.ts";
import { ReplyError } from "../../../src/base/errors.ts";
import type { RedisCommands } from "../../../src/storage/redis/connection.ts";
import type { RedisStorage } from "../../../src/storage/redis/redis_storage.ts";
import { within } from "../../helpers/client.ts";
import { until } from "../../helpers/promises.ts";
import { RedisServer, testWhereRedisIs } from "../../helpers/redis_server.ts";
import {
  createRedis,
  reached,
  type RedisChanges,
} from "../../helpers/redis_storage.ts";

const ROOM = chatroomConversation("room");
const TIMEOUT = 2000;
/** Milliseconds after which an answer will not come. */
const PATIENCE = 10_000;

/** What a server answers when another client has made that possible. */
interface Blocking {
  blPop(key: string, seconds: number): Promise<unknown>;
}

/** A storage whose connection is closed however the test ends. */
async function open(
  server: RedisServer,
  changes: RedisChanges = {},
): Promise<Awaited<ReturnType<typeof createRedis>> & AsyncDisposable> {
  const parts = await createRedis([server.url], changes);
  const dispose = () => parts.connection.close();
  return { ...parts, [Symbol.asyncDispose]: dispose };
}

function append(storage: RedisStorage, content: string, requestId?: string) {
  return storage.append({
    conversation: ROOM,
    senderId: "ann",
    category: "text",
    content,
    requestId,
  });
}

async function contents(storage: RedisStorage): Promise<string[]> {
  const page = { before: undefined, count: 1000 };
  const { items } = await storage.history(ROOM, "ann", page);
  assertEquals(
    items.map(({ sequence }) => sequence),
    items.map((_, at) => at + 1),
    "dense",
  );
  return items.map(({ content }) => content);
}

/** The code that something is refused with. */
async function refusalOf(work: () => Promise<unknown>): Promise<number> {
  const refused = assertRejects(work, ReplyError);
  return (await within(PATIENCE, refused, "there is no answer")).code;
}

async function lost(connection: { reason: string | undefined }): Promise<void> {
  while (connection.reason === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

testWhereRedisIs(
  "RedisStorage: a server that hangs is refused in time, and what was sent to it is stored once",
  async () => {
    await using server = await RedisServer.start();
    await using opened = await open(server, { timeout: TIMEOUT });
    const { storage, connection } = opened;
    await storage.join("room", "ann", undefined);
    await append(storage, "first", "1");
    server.pause();
    const second = await refusalOf(() => append(storage, "second", "2"));
    await lost(connection);
    const third = await refusalOf(() => append(storage, "third", "3"));
    assertEquals([second, third], [503, 503]);
    server.resume();
    await reached(connection);
    await append(storage, "second", "2");
    await append(storage, "second", "2");
    await append(storage, "third", "3");
    assertEquals(await contents(storage), ["first", "second", "third"]);
  },
);

testWhereRedisIs(
  "RedisStorage: a server that is killed and comes back with its log has all that was acknowledged, once",
  async () => {
    await using server = await RedisServer.start({ durable: true });
    await using opened = await open(server);
    const { storage, connection } = opened;
    await storage.join("room", "ann", undefined);
    const acknowledged: string[] = [];
    const unsure: string[] = [];
    const waiting = Array.from({ length: 400 }, (_, at) => `m${at}`);
    const killed = Promise.withResolvers<void>();
    const sendOn = async () => {
      for (let each = waiting.shift(); each; each = waiting.shift()) {
        const list = await append(storage, each, each)
          .then(() => acknowledged, () => unsure);
        list.push(each);
        if (list === acknowledged && list.length === 50) {
          killed.resolve(server.kill());
        }
      }
    };
    await Promise.all(Array.from({ length: 16 }, sendOn));
    await killed.promise;
    await lost(connection);
    assertLess(acknowledged.length, 400);
    await server.restart();
    await reached(connection);
    const kept = await contents(storage);
    assertEquals(acknowledged.filter((each) => !kept.includes(each)), []);
    for (const each of unsure) await append(storage, each, each);
    const all = await contents(storage);
    assertEquals(all.length, 400);
    assertEquals(new Set(all).size, 400);
  },
);

testWhereRedisIs(
  "RedisStorage: two nodes at once make one dense sequence, and one message of a request id",
  async () => {
    await using server = await RedisServer.start();
    await using one = await open(server);
    await using two = await open(server);
    await one.storage.join("room", "ann", undefined);
    const numbers = Array.from({ length: 200 }, (_, at) => `m${at}`);
    const results = await Promise.all(
      [one, two].map(({ storage }) =>
        Promise.all(numbers.map((each) => append(storage, each, each)))
      ),
    );
    const [first, second] = results.map((all) =>
      all.map(({ message: { id } }) => id)
    );
    assertEquals(first, second);
    for (const [at] of numbers.entries()) {
      const stored = results.filter((all) => !all[at]!.repeated);
      assertEquals(stored.length, 1, "stored by exactly one");
    }
    assertEquals((await contents(one.storage)).toSorted(), numbers.toSorted());
  },
);

testWhereRedisIs(
  "an answer that came while this process stood still is not late",
  async () => {
    await using server = await RedisServer.start();
    const timers: (() => void)[] = [];
    const time: Clock = {
      ...systemClock,
      after: (delay, run) => {
        if (delay === PATIENCE) timers.push(run);
        return systemClock.after(delay, run);
      },
    };
    await using opened = await open(server, { timeout: PATIENCE, time });
    const asked = opened.connection.run((redis) =>
      (redis as RedisCommands & Blocking).blPop("list", 0)
    );
    await until(async () =>
      /\bflags=b\b/.test(await server.cli("client", "list"))
    );
    server.cliSync("rpush", "list", "value");
    // It has answered both when it answers this.
    server.cliSync("ping");
    // As the runtime does it after standing still: timers go before input.
    for (const run of timers) run();
    assertEquals(await asked, { key: "list", element: "value" });
  },
);

testWhereRedisIs(
  "each connect is told before a request can be made",
  async () => {
    await using server = await RedisServer.start();
    await using redis = await open(server);
    const { connection } = redis;
    const reasons: unknown[] = [];
    connection.watch(() => reasons.push(connection.reason));
    await server.cli("client", "kill", "type", "normal");
    await until(() => reasons.length > 0);
    assertEquals(reasons, [undefined]);
  },
);
