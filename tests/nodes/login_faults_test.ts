import { assertEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { type RedisServer, testWithRedis } from "../helpers/redis_server.ts";

function startNode({ url }: RedisServer, threads: number): Promise<Gim> {
  return Gim.start({
    args: [
      ...["--storage", "redis", "--redis-url", url],
      ...["--gateway-worker", String(threads)],
    ],
  });
}

/** Settles when the node has found its Redis again and failed to catch up. */
async function loseBus(server: RedisServer, gim: Gim): Promise<void> {
  const failed = gim.logged("catching up failed");
  await server.cli("client", "kill", "type", "pubsub");
  await failed;
}

for (const threads of [1, 3]) {
  testWithRedis(
    `a second login that fails leaves the first as it was, with ${threads} threads`,
    async (server) => {
      await using gim = await startNode(server, threads);
      await using ann = await TestClient.login(gim.ws, "ann");
      await using bob = await TestClient.login(gim.ws, "bob");
      await server.cli("acl", "setuser", "default", "-zrange");
      await loseBus(server, gim);
      const { code } = await ann.request(OP.login, { id: "ann" });
      assertEquals(code, 503);
      await server.cli("acl", "setuser", "default", "+zrange");
      await ann.tell("bob", "as who I was");
      await bob.tell("ann", "to who you were");
      const { items } = await ann.push();
      assertEquals(items[0]?.content, "to who you were");
    },
  );

  testWithRedis(
    `a logout that the storage cannot note is one everywhere, with ${threads} threads`,
    async (server) => {
      await using gim = await startNode(server, threads);
      await using ann = await TestClient.login(gim.ws, "ann");
      await using bob = await TestClient.login(gim.ws, "bob");
      await server.cli("acl", "setuser", "default", "-pexpire");
      assertEquals((await ann.request(OP.logout)).code, 0);
      assertEquals((await ann.request(OP.sessions)).code, 401);
      await server.cli("acl", "setuser", "default", "+pexpire");
      assertEquals((await bob.ask(OP.user, { id: "ann" })).online, false);
      await ann.ask(OP.login, { id: "ann" });
      await bob.tell("ann", "again");
      const { items } = await ann.push();
      assertEquals(items[0]?.content, "again");
    },
  );
}
