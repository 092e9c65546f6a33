import { assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/observe/log.ts";
import { NodeRegistry } from "../../src/nodes/node_registry.ts";
import { SharedTime } from "../../src/nodes/shared_time.ts";
import { Presence } from "../../src/push/presence.ts";
import { testWithRedis } from "../helpers/redis_server.ts";
import { createRedis } from "../helpers/redis_storage.ts";

testWithRedis(
  "garbage in the registry counts for nothing, and costs nobody else",
  async (server) => {
    const { connection, lines } = await createRedis([server.url]);
    const registry = new NodeRegistry({
      connection,
      clock: systemClock,
      limit: 1,
      node: "here",
      presence: new Presence(),
      time: new SharedTime(systemClock),
      log: createLog({
        level: "error",
        format: "json",
        now: Date.now,
        write: (line) => lines.push(line),
      }),
      onExcess: () => {},
    });
    await registry.enter(1000);
    await server.cli("zadd", "gim:nodes", `${Date.now()}`, "there");
    await server.cli("hset", "gim:{u:ann}:on", "there", "1 1700000000000");
    await server.cli("hset", "gim:{u:bob}:on", "there", "garbage");
    await server.cli("set", "gim:{u:cat}:on", "garbage");
    const online = await registry.online(["ann", "bob", "cat"]);
    assertEquals([...online], ["ann"]);
    await registry.stop();
    await connection.close();
    const told = lines.filter((line) => line.includes("unreadable record"));
    assertEquals(told.length, 1);
  },
);
