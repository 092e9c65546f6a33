import { assert, assertEquals } from "@std/assert";
import { systemClock as clock } from "../../src/base/clock.ts";
import { createLog } from "../../src/observe/log.ts";
import { RedisBus } from "../../src/nodes/redis_bus.ts";
import { RedisConnection } from "../../src/storage/redis/connection.ts";
import { until } from "../helpers/promises.ts";
import { type RedisServer, testWithRedis } from "../helpers/redis_server.ts";
import { reached } from "../helpers/redis_storage.ts";

/** What a bus says of its connection. */
interface Told {
  readonly calls: readonly string[];
  /** For how long it was lost, each time. */
  readonly lostFor: readonly number[];
}

/** A test with a bus over a server of its own. */
function overRedis(
  name: string,
  run: (
    bus: RedisBus,
    server: RedisServer,
    told: Told,
  ) => Promise<void>,
  timeout = 10_000,
): void {
  testWithRedis(name, async (server) => {
    const log = createLog({
      level: "error",
      format: "json",
      write: () => {},
      now: Date.now,
    });
    const urls = [server.url];
    const connection = new RedisConnection({
      urls,
      log,
      clock,
      timeout,
    });
    await reached(connection);
    const calls: string[] = [];
    const lostFor: number[] = [];
    const bus = new RedisBus({
      node: "here",
      urls,
      connection,
      log,
      clock,
      timeout,
      onNews: () => {},
      onBreak: () => void calls.push("break"),
      onBack: (ms) => {
        calls.push("back");
        lostFor.push(ms);
      },
    });
    while (!bus.ready) await turn();
    try {
      await run(bus, server, { calls, lostFor });
    } finally {
      await bus.close();
      await connection.close();
    }
  });
}

/** A turn of the event loop, which a loop of promises would never let come. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function heard(server: RedisServer): Promise<string[]> {
  const text = await server.cli("pubsub", "shardchannels");
  return text.split("\n").filter((line) => line !== "").toSorted();
}

overRedis(
  "RedisBus hears what it is asked to, and no more",
  async (bus, server) => {
    for (const each of ["a", "b", "c"]) bus.listen(each);
    bus.unlisten("b");
    await bus.settled();
    assertEquals(await heard(server), ["a", "c"]);
    bus.unlisten("a");
    bus.listen("b");
    await bus.settled();
    assertEquals(await heard(server), ["b", "c"]);
  },
);

overRedis(
  "RedisBus hears what is asked for at the moment it settles",
  async (bus, server) => {
    for (let at = 0; at < 50; at++) {
      const settled = bus.settled();
      bus.listen(`first ${at}`);
      await settled;
      for (let step = 0; step < at % 7; step++) await Promise.resolve();
      bus.listen(`then ${at}`);
      await bus.settled();
    }
    assertEquals((await heard(server)).length, 100);
  },
);

overRedis(
  "RedisBus that is closed while channels change leaves the event loop alone",
  async (bus) => {
    bus.listen("a");
    await bus.settled();
    bus.listen("b");
    bus.unlisten("a");
    const closed = bus.close();
    bus.unlisten("b");
    bus.listen("c");
    await turn();
    await bus.settled();
    await closed;
    assert(!bus.ready);
  },
);

overRedis(
  "RedisBus says that it breaks before anything is heard again, and then what is missed",
  async (bus, server, { calls }) => {
    bus.listen("a");
    await bus.settled();
    assertEquals(calls, ["break"], "it was found");
    await server.cli("client", "kill", "type", "pubsub");
    await until(() => calls.length === 4);
    assertEquals(calls, ["break", "break", "break", "back"]);
  },
);

overRedis(
  "RedisBus counts the silence in which a loss goes unnoticed as lost, however short the timeout",
  async (bus, server, { lostFor }) => {
    bus.listen("a");
    await bus.settled();
    await server.cli("client", "kill", "type", "pubsub");
    await until(() => lostFor.length > 0);
    // Two pings, of which the second is not answered.
    assert(lostFor[0]! >= 1000, String(lostFor[0]));
  },
  50,
);
