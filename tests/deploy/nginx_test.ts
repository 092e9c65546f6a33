import { assertEquals } from "@std/assert";
import { freePort } from "../helpers/free_port.ts";
import { Gim } from "../helpers/gim.ts";
import { tokenFor } from "../helpers/http.ts";
import { HAS_NGINX, Nginx, type NodeAddresses } from "../helpers/nginx.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { HAS_REDIS, RedisServer } from "../helpers/redis_server.ts";

/** Logins of new clients while a node is away, of which none may fail. */
const LOGINS = 20;

function addresses(): NodeAddresses {
  const [gateway, api] = [freePort(), freePort()];
  return { gateway: `127.0.0.1:${gateway}`, api: `127.0.0.1:${api}` };
}

function startNode({ gateway, api }: NodeAddresses, url: string): Promise<Gim> {
  const args = ["--ws", gateway, "--http", api, "--storage", "redis"];
  return Gim.start({ args: [...args, "--redis-url", url] });
}

/** How many of so many clients are let in, over a socket and over HTTP. */
async function letIn({ address }: Nginx): Promise<number> {
  let count = 0;
  for (let index = 0; index < LOGINS; index++) {
    await using _client = await ObservedClient.login(
      `ws://${address}`,
      `user-${index}`,
    );
    await tokenFor(`http://${address}`, `user-${index}`);
    count++;
  }
  return count;
}

Deno.test({
  name:
    "nginx as shipped lets everybody in while one node after the other restarts",
  ignore: !HAS_NGINX || !HAS_REDIS,
  fn: async () => {
    await using redis = await RedisServer.start();
    const [one, two] = [addresses(), addresses()];
    let first = await startNode(one, redis.url);
    let second = await startNode(two, redis.url);
    await using nginx = await Nginx.start([one, two]);
    assertEquals(await letIn(nginx), LOGINS, "both are there");
    await first[Symbol.asyncDispose]();
    assertEquals(await letIn(nginx), LOGINS, "the first is away");
    first = await startNode(one, redis.url);
    await second[Symbol.asyncDispose]();
    assertEquals(await letIn(nginx), LOGINS, "the second is away");
    second = await startNode(two, redis.url);
    assertEquals(await letIn(nginx), LOGINS, "both are there again");
    await first[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "nginx as shipped keeps what is for operators to itself",
  ignore: !HAS_NGINX,
  fn: async () => {
    await using gim = await Gim.start();
    const node = { gateway: gim.gateway, api: gim.api };
    await using nginx = await Nginx.start([node, node]);
    const status = async (path: string) => {
      const response = await fetch(`http://${nginx.address}${path}`);
      await response.body?.cancel();
      return response.status;
    };
    const hidden = ["/metrics", "/debug", "/debug/stats", "/debug/pprof/"];
    assertEquals(await Promise.all(hidden.map(status)), [404, 404, 404, 404]);
    assertEquals(await status("/healthz"), 200);
  },
});
