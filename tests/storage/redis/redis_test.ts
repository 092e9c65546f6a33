import { RedisCluster } from "../../helpers/redis_cluster.ts";
import { HAS_REDIS, RedisServer } from "../../helpers/redis_server.ts";
import { createRedis } from "../../helpers/redis_storage.ts";
import {
  storageContract,
  type StorageHarness,
  type StorageOptions,
} from "../contract.ts";

let server: RedisServer | undefined;
let cluster: RedisCluster | undefined;

async function createHarness(
  urls: readonly string[],
  options: StorageOptions,
): Promise<Omit<StorageHarness, "heirs">> {
  const { clock, connection, storage } = await createRedis(urls, options);
  return {
    storage,
    administration: storage.administration,
    advance: (ms) =>
      ms < 0 ? clock.jumpTo(clock.now() + ms) : clock.advance(ms),
    close: () => connection.close(),
  };
}

if (HAS_REDIS) {
  Deno.test.beforeAll(async () => {
    server = await RedisServer.start();
    cluster = await RedisCluster.start();
  });
  Deno.test.afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });
  storageContract("RedisStorage", async (options) => {
    await server!.cli("flushall");
    return await createHarness([server!.url], options);
  });
  storageContract("RedisStorage on a Cluster", async (options) => {
    await cluster!.flush();
    return await createHarness(cluster!.urls, options);
  });
} else {
  Deno.test({
    name: "RedisStorage: skipped, as redis-server is not installed",
    ignore: true,
    fn: () => {},
  });
}
