import { assertEquals } from "@std/assert";
import { OP, PRIVATE, unique } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { until } from "../helpers/promises.ts";
import { type RedisServer, testWithRedis } from "../helpers/redis_server.ts";

function startNode({ url }: RedisServer): Promise<Gim> {
  const args = [
    ...["--storage", "redis", "--redis-url", url],
    ...["--storage-timeout", "800ms", "--message-push-duration", "50ms"],
  ];
  return Gim.start({ args });
}

/**
 * Asks while Redis hangs: the answer is 503, and it is done all the same. On a
 * busy machine that takes so long that the connections are lost, too.
 */
async function askInVain(
  { server, nodes, client }: {
    readonly server: RedisServer;
    readonly nodes: readonly Gim[];
    readonly client: ObservedClient;
  },
  op: number,
  body: object,
): Promise<void> {
  server.pause();
  try {
    await client.refused(503, op, body);
  } finally {
    server.resume();
  }
  for (const node of nodes) await until(() => isReady(node));
}

async function isReady({ http }: Gim): Promise<boolean> {
  const response = await fetch(`${http}/readyz`);
  await response.body?.cancel();
  return response.ok;
}

testWithRedis(
  "a private message that was stored after its 503 is pushed on all nodes, once",
  async (server) => {
    await using one = await startNode(server);
    await using two = await startNode(server);
    const nodes = [one, two];
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await ObservedClient.login(one.ws, a);
    await using other = await ObservedClient.login(two.ws, a);
    await using bob = await ObservedClient.login(two.ws, b);
    await ann.tell(b, "before");
    for (const client of [other, bob]) await client.push();
    const body = { type: PRIVATE, target_id: b, content: "late" };
    const send = { ...body, request_id: "r1" };
    await askInVain({ server, nodes, client: ann }, OP.send, send);
    await ann.ask(OP.send, send);
    for (const client of [other, bob]) {
      const { items } = await client.push();
      assertEquals(items.map(({ content }) => content), ["late"]);
    }
    await ann.tell(b, "after");
    for (const client of [other, bob]) {
      assertEquals((await client.push()).items[0]!.content, "after");
      assertEquals(await client.unread(), []);
    }
  },
);

testWithRedis(
  "who left after a 503 is pushed nothing of the chatroom any more, on any node",
  async (server) => {
    await using one = await startNode(server);
    await using two = await startNode(server);
    const nodes = [one, two];
    const [a, room] = [unique("a"), unique("room")];
    await using ann = await ObservedClient.login(one.ws, a);
    await using other = await ObservedClient.login(two.ws, a);
    await using bob = await ObservedClient.login(one.ws, unique("b"));
    for (const client of [ann, bob]) await client.ask(OP.join, { id: room });
    await askInVain({ server, nodes, client: ann }, OP.leave, { id: room });
    for (const client of [ann, other]) await client.event("left");
    await bob.say(room, "secret");
    await bob.push();
    for (const client of [ann, other]) {
      const heard = (await client.unread()).filter(({ op }) => op === 501);
      assertEquals(heard, []);
    }
  },
);

testWithRedis(
  "a role and the end of a mute that were answered with 503 and hold all the same are told, on all nodes",
  async (server) => {
    await using one = await startNode(server);
    await using two = await startNode(server);
    const nodes = [one, two];
    const [b, room] = [unique("b"), unique("room")];
    await using ann = await ObservedClient.login(one.ws, unique("a"));
    await using bob = await ObservedClient.login(two.ws, b);
    for (const client of [ann, bob]) await client.ask(OP.join, { id: room });
    const named = { id: room, user_id: b };
    await askInVain({ server, nodes, client: ann }, OP.role, {
      ...named,
      role: "admin",
    });
    for (const client of [ann, bob]) {
      const { user_id, role } = await client.event("role");
      assertEquals([user_id, role], [b, "admin"]);
    }
    await ann.ask(OP.mute, named);
    await askInVain({ server, nodes, client: ann }, OP.mute, {
      ...named,
      seconds: 0,
    });
    for (const client of [ann, bob]) {
      await client.event("muted");
      const { user_id, until } = await client.event("muted");
      assertEquals([user_id, until], [b, 0]);
    }
  },
);
