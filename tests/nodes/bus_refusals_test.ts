import { assert, assertEquals, assertMatch } from "@std/assert";
import { systemClock as clock } from "../../src/base/clock.ts";
import { createLog } from "../../src/observe/log.ts";
import { RedisBus } from "../../src/nodes/redis_bus.ts";
import { RedisConnection } from "../../src/storage/redis/connection.ts";
import { until } from "../helpers/promises.ts";
import { type RedisServer, testWithRedis } from "../helpers/redis_server.ts";
import { reached } from "../helpers/redis_storage.ts";

/** Milliseconds for an answer; nothing here waits for it to pass. */
const TIMEOUT = 5000;
const ignore = () => {};

interface Bench {
  readonly bus: RedisBus;
  readonly server: RedisServer;
  readonly lines: { level: string; event: string; reason?: string }[];
}

/** A test with a bus over a server of its own. */
function overRedis(name: string, run: (bench: Bench) => Promise<void>): void {
  testWithRedis(name, async (server) => {
    const lines: Bench["lines"] = [];
    const log = createLog({
      level: "debug",
      format: "json",
      write: (line) => lines.push(JSON.parse(line)),
      now: Date.now,
    });
    const shared = { urls: [server.url], timeout: TIMEOUT, log, clock };
    const connection = new RedisConnection(shared);
    await reached(connection);
    const silent = {
      node: "here",
      onNews: ignore,
      onBreak: ignore,
      onBack: ignore,
    };
    const bus = new RedisBus({ ...shared, connection, ...silent });
    assertEquals(bus.problem, "out of reach");
    while (!bus.ready) await turn();
    try {
      await run({ bus, server, lines });
    } finally {
      await bus.close();
      server.resume();
      await connection.close();
    }
  });
}

/** A turn of the event loop, which a loop of promises would never let come. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

overRedis(
  "a bus that may not listen says so once, keeps nobody waiting, and listens when it may",
  async ({ bus, server, lines }) => {
    assertEquals(bus.problem, undefined);
    await server.cli("acl", "setuser", "default", "resetchannels");
    bus.listen("a");
    while (bus.problem === undefined) await turn();
    assertEquals(bus.problem, "refuses: NOPERM");
    const asked = performance.now();
    bus.listen("b");
    await bus.settled();
    assert(performance.now() - asked < TIMEOUT / 2, "it waited");
    await server.cli("acl", "setuser", "default", "allchannels");
    while (bus.problem !== undefined) await turn();
    const warned = lines.filter(({ level }) => level === "warn");
    assertEquals(warned.map(({ event }) => event), ["bus refuses"]);
    assertMatch(warned[0]?.reason ?? "", /^NOPERM /);
    await bus.settled();
    const heard = await server.cli("pubsub", "shardchannels");
    assertEquals(heard.split("\n").toSorted(), ["a", "b"]);
  },
);

overRedis(
  "a bus that comes back to a Redis that answers nothing yet is there once it does",
  async ({ bus, server }) => {
    bus.listen("a");
    await bus.settled();
    await server.cli("acl", "setuser", "default", "-eval");
    await server.cli("client", "kill", "type", "pubsub");
    await until(() => bus.problem === "refuses: NOPERM");
    await server.cli("acl", "setuser", "default", "+eval");
    await until(() => bus.ready);
    await bus.settled();
    assertEquals(bus.problem, undefined);
    assertEquals(await server.cli("pubsub", "shardchannels"), "a");
  },
);

overRedis(
  "what is published beyond the bound of unanswered publications is dropped and counted",
  // deno-lint-ignore require-await -- nothing may be answered meanwhile
  async ({ bus, server }) => {
    server.pause();
    for (let i = 0; i < 10_000; i++) bus.publish("a", "news");
    assertEquals(bus.dropped, 0);
    for (let i = 0; i < 3; i++) bus.publish("a", "news");
    assertEquals(bus.dropped, 3);
  },
);

testWithRedis(
  "a Redis that hangs is lost for want of an answer, by the bus as well",
  async (server) => {
    const reasons: Record<string, string> = {};
    let isPaused = false;
    const log = createLog({
      level: "warn",
      format: "json",
      write: (line) => {
        const { event, reason } = JSON.parse(line);
        if (isPaused) reasons[event] ??= reason;
      },
      now: Date.now,
    });
    const shared = { urls: [server.url], timeout: 1000, log, clock };
    const connection = new RedisConnection(shared);
    await reached(connection);
    const silent = {
      node: "here",
      onNews: ignore,
      onBreak: ignore,
      onBack: ignore,
    };
    const bus = new RedisBus({ ...shared, connection, ...silent });
    while (!bus.ready) await turn();
    server.pause();
    isPaused = true;
    while (Object.keys(reasons).length < 2) await turn();
    await bus.close();
    await connection.close();
    assertMatch(reasons["redis lost"]!, /^no answer within \d+ ms$/);
    assertMatch(reasons["bus lost"]!, /^no answer within \d+ ms$/);
  },
);
