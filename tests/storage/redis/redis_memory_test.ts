import { assert, assertEquals } from "@std/assert";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { testWithRedis } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";
import { RedisMemory } from "../../../src/storage/redis/redis_memory.ts";

const MIB = 1024 ** 2;

testWithRedis(
  "Redis says how much memory it uses, and may use",
  async (server) => {
    const { connection, clock } = await createRedis([server.url]);
    try {
      const memory = new RedisMemory({ connection, clock });
      const [first, second] = await Promise.all([memory.read(), memory.read()]);
      assert((first?.used ?? 0) > 0);
      assertEquals(first?.most, 0, "it has no bound");
      assertEquals(second, first);
      await server.cli("CONFIG", "SET", "maxmemory", `${64 * MIB}`);
      assertEquals((await memory.read())?.most, 64 * MIB);
    } finally {
      await connection.close();
    }
  },
);

testWithRedis(
  "a Redis that does not let us ask is used all the same",
  async (server) => {
    const { connection, clock, storage } = await createRedis([server.url]);
    try {
      await server.cli("ACL", "SETUSER", "default", "-info");
      const memory = new RedisMemory({ connection, clock });
      assertEquals(await memory.read(), undefined);
      assertEquals(connection.refusal, undefined);
      await storage.join("room", "ann", undefined);
    } finally {
      await connection.close();
    }
  },
);

Deno.test("nobody waits long for what Redis does not say, and it is asked once", async () => {
  const clock = new FakeClock();
  let asked = 0;
  const never = Promise.withResolvers<string>();
  const info = () => {
    asked++;
    return never.promise;
  };
  const scan = () => Promise.reject(new Error("not asked for"));
  const memory = new RedisMemory({
    clock,
    connection: {
      reason: undefined,
      servers: () => Promise.resolve([{ scan, info }]),
    },
  });
  const answers = [memory.read(), memory.read()];
  clock.advance(500);
  assertEquals(await Promise.all(answers), [undefined, undefined]);
  const late = memory.read();
  clock.advance(500);
  assertEquals(await late, undefined);
  assertEquals(asked, 1);
  never.resolve("used_memory:5\r\nmaxmemory:7\r\n");
  await never.promise;
  assertEquals(await memory.read(), { used: 5, most: 7 });
});

Deno.test("a Redis out of reach is not asked", async () => {
  const connection = {
    reason: "refused",
    servers: () => Promise.reject(new Error("not asked for")),
  };
  const memory = new RedisMemory({ connection, clock: new FakeClock() });
  assertEquals(await memory.read(), undefined);
});
