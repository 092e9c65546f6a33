import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/observe/log.ts";
import { NodeRegistry } from "../../src/nodes/node_registry.ts";
import { SharedTime } from "../../src/nodes/shared_time.ts";
import { Presence } from "../../src/push/presence.ts";
import type { RedisConnection } from "../../src/storage/redis/connection.ts";
import { type Script, SCRIPTS } from "../../src/storage/redis/scripts.ts";
import { OutOfReach } from "../../src/storage/shared/out_of_reach.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { CommandsBench } from "../helpers/gateway_commands.ts";
import { until } from "../helpers/promises.ts";
import { testWithRedis } from "../helpers/redis_server.ts";
import { createRedis } from "../helpers/redis_storage.ts";

/** A registry of the node `here`, and what it tells of. */
async function create(
  { url }: { url: string },
  wrap = (connection: RedisConnection) => connection,
) {
  const { connection, lines } = await createRedis([url]);
  const presence = new Presence();
  const late: [userId: string, lateFor: number][] = [];
  const silences: number[] = [];
  const registry = new NodeRegistry({
    connection: wrap(connection),
    clock: systemClock,
    limit: 1,
    node: "here",
    presence,
    time: new SharedTime(systemClock),
    log: createLog({
      level: "error",
      format: "json",
      now: Date.now,
      write: (line) => lines.push(line),
    }),
    onExcess: () => {},
    onLate: (...told) => late.push(told),
    onSilence: (lostFor) => silences.push(lostFor),
  });
  await registry.enter(1000);
  return {
    registry,
    /** A connection of this user is here from now on. */
    connect(userId: string) {
      new CommandsBench(new FakeClock(), presence).connect(userId);
      registry.note(userId);
      return registry.settled();
    },
    lines,
    late,
    silences,
    async [Symbol.asyncDispose]() {
      await registry.stop();
      await connection.close();
    },
  };
}

/** A connection over which some scripts do not come through for a while. */
function failing(script: Script) {
  const state = { fails: true };
  const wrap = (connection: RedisConnection) => {
    const run = (...call: Parameters<RedisConnection["script"]>) =>
      state.fails && call[0] === script
        ? Promise.reject(new OutOfReach())
        : connection.script(...call);
    return {
      reason: undefined,
      tried: connection.tried,
      unreadable: connection.unreadable,
      script: run,
      introduce: connection.introduce.bind(connection),
      run: connection.run.bind(connection),
      admit: () => {},
      bar: () => {},
    } as unknown as RedisConnection;
  };
  return { state, wrap };
}

testWithRedis(
  "garbage in the registry counts for nothing, and costs nobody else",
  async (server) => {
    await using bench = await create(server);
    const { registry, lines } = bench;
    await server.cli("zadd", "gim:nodes", `${Date.now()}`, "there");
    await server.cli("hset", "gim:{u:ann}:on", "there", "1 1700000000000");
    await server.cli("hset", "gim:{u:bob}:on", "there", "garbage");
    await server.cli("set", "gim:{u:cat}:on", "garbage");
    const online = await registry.online(["ann", "bob", "cat"]);
    assertEquals([...online], ["ann"]);
    const told = lines.filter((line) => line.includes("unreadable record"));
    assertEquals(told.length, 1);
  },
);

testWithRedis(
  "what a dead node said is removed, unless it has said it anew",
  async (server) => {
    await using bench = await create(server);
    const entry = "1 1700000000000 0";
    await server.cli("hset", "gim:{u:ann}:on", "dead", entry);
    assertEquals([...await bench.registry.online(["ann"])], []);
    const left = () => server.cli("hlen", "gim:{u:ann}:on");
    await until(async () => await left() === "0");
    // As it says it who was away: with a number more.
    await server.cli("hset", "gim:{u:ann}:on", "back", "1 1700000000000 1");
    const { sha } = SCRIPTS.expel;
    const key = "gim:{u:ann}:on";
    await server.cli("evalsha", sha, "1", key, "back", entry);
    assertEquals(await left(), "1");
  },
);

testWithRedis(
  "a user whom the others could not be told of in time is made up for, once",
  async (server) => {
    const { state, wrap } = failing(SCRIPTS.register);
    await using bench = await create(server, wrap);
    await bench.connect("ann");
    assertEquals(bench.late, []);
    state.fails = false;
    bench.registry.renew();
    await bench.registry.settled();
    const [first, ...more] = bench.late;
    assertEquals([first?.[0], more], ["ann", []]);
    assert(first![1] >= 0);
    await bench.connect("bob");
    bench.registry.renew();
    await bench.registry.settled();
    assertEquals(bench.late.length, 1, "who was told of in time is not");
  },
);

/** The number of this node's silences in an entry. */
function numberIn(entry: string): string | undefined {
  return entry.split(" ")[2];
}

testWithRedis(
  "a node that was taken for dead says all anew, with another number",
  async (server) => {
    await using bench = await create(server);
    await bench.connect("ann");
    const said = () => server.cli("hget", "gim:{u:ann}:on", "here");
    const before = await said();
    bench.registry.renew();
    await bench.registry.settled();
    assertEquals([bench.silences.length, numberIn(await said())], [0, "0"]);
    await server.cli("zadd", "gim:nodes", `${Date.now() - 16_000}`, "here");
    bench.registry.renew();
    await until(() => bench.silences.length === 1);
    bench.registry.renew();
    await until(async () => numberIn(await said()) === "1");
    assertEquals(numberIn(before), "0");
  },
);
