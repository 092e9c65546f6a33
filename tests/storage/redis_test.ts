import { HAS_REDIS, RedisServer } from "../helpers/redis_server.ts";
import { createRedis } from "../helpers/redis_storage.ts";
import { storageContract } from "./contract.ts";

let server: RedisServer | undefined;

if (HAS_REDIS) {
  Deno.test.beforeAll(async () => {
    server = await RedisServer.start();
  });
  Deno.test.afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  storageContract("RedisStorage", async (options) => {
    await server!.cli("flushall");
    const { clock, connection, storage } = await createRedis(
      [server!.url],
      options,
    );
    return {
      storage,
      advance: (ms) => clock.jumpTo(clock.now() + ms),
      close: () => connection.close(),
    };
  });
} else {
  Deno.test({
    name: "RedisStorage: skipped, as redis-server is not installed",
    ignore: true,
    fn: () => {},
  });
}
