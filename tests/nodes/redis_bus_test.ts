import { assert, assertEquals } from "@std/assert";
import { systemClock as clock } from "../../src/base/clock.ts";
import { createLog } from "../../src/observe/log.ts";
import { RedisBus } from "../../src/nodes/redis_bus.ts";
import { RedisConnection } from "../../src/storage/redis/connection.ts";
import { type RedisServer, testWithRedis } from "../helpers/redis_server.ts";
import { reached } from "../helpers/redis_storage.ts";

/** A test with a bus over a server of its own. */
function overRedis(
  name: string,
  run: (bus: RedisBus, server: RedisServer) => Promise<void>,
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
      timeout: 1000,
    });
    await reached(connection);
    const bus = new RedisBus({
      node: "here",
      urls,
      connection,
      log,
      clock,
      timeout: 1000,
      onNews: () => {},
      onBack: () => {},
    });
    while (!bus.ready) await turn();
    try {
      await run(bus, server);
    } finally {
      bus.close();
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
    bus.close();
    bus.unlisten("b");
    bus.listen("c");
    await turn();
    await bus.settled();
    assert(!bus.ready);
  },
);
