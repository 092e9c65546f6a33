import { ENGINE, Gim, THREADS } from "./gim.ts";
import { withDirectory } from "./data_directory.ts";
import { HAS_REDIS, RedisServer } from "./redis_server.ts";

/**
 * With other sockets one storage is enough: what they pass on, and get, is the
 * same whatever stands behind.
 */
const IS_ONE_ENOUGH = THREADS !== "1" || ENGINE !== "deno";

/** Services that share a storage. */
export interface World {
  readonly here: Gim;
  /** Another node over Redis, else the same service. */
  readonly there: Gim;
  /**
   * Ends all services, on disk by a kill, and starts one on what they have
   * stored; undefined in memory, where nothing is left.
   */
  readonly restart?: () => Promise<Gim>;
}

/**
 * Registers a test of the real service with its storage in memory, on disk, and
 * in Redis with two nodes. That one is skipped where there is no redis-server.
 * Where the suite runs once more with other sockets, it is in memory alone.
 */
export function testOnEachStorage(
  title: string,
  run: (world: World) => Promise<void>,
  ...args: readonly string[]
): void {
  Deno.test(`in memory: ${title}`, async () => {
    await using gim = await Gim.start({ args });
    await run({ here: gim, there: gim });
  });

  if (IS_ONE_ENOUGH) return;

  Deno.test(`on disk: ${title}`, () =>
    withDirectory(async (dataDir) => {
      await using services = new AsyncDisposableStack();
      const start = async () =>
        services.use(await Gim.start({ dataDir, args }));
      const here = await start();
      const restart = async () => {
        here.signal("SIGKILL");
        await here.ended();
        return await start();
      };
      await run({ here, there: here, restart });
    }));

  Deno.test({
    name: `over Redis: ${title}`,
    ignore: !HAS_REDIS,
    async fn() {
      await using server = await RedisServer.start();
      await using services = new AsyncDisposableStack();
      const redis = ["--storage", "redis", "--redis-url", server.url];
      const start = async () =>
        services.use(await Gim.start({ args: [...args, ...redis] }));
      const [here, there] = [await start(), await start()];
      const restart = async () => {
        for (const each of [here, there]) await each[Symbol.asyncDispose]();
        return await start();
      };
      await run({ here, there, restart });
    },
  });
}
