import { assert, assertEquals } from "@std/assert";
import { createClient } from "redis";
import { OP, unique } from "../helpers/contract.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { until } from "../helpers/promises.ts";
import { type RedisServer, testWithRedis } from "../helpers/redis_server.ts";

const ROUNDS = 25;

function startNode({ url }: Pick<RedisServer, "url">): Promise<Gim> {
  return Gim.start({
    args: [
      ...["--storage", "redis", "--redis-url", url],
      ...["--enable-message-sequence", "true"],
      ...["--message-push-duration", "50ms", "--message-push-count", "50"],
    ],
  });
}

/**
 * Is a device pushed what a member at its node says in a chatroom now? At one
 * node all members are pushed at once.
 */
async function hears(
  device: ObservedClient,
  speaker: ObservedClient,
  room: string,
): Promise<boolean> {
  await device.unread();
  const { id } = await speaker.say(room, "who is there?");
  for (let said = false; !said;) {
    said = (await speaker.push()).items.some((item) => item.id === id);
  }
  return (await device.unread()).some(({ body }) =>
    JSON.stringify(body).includes(id)
  );
}

/** Records what is published on a channel, and can publish it again. */
async function record({ url }: RedisServer, channel: string) {
  const client = createClient({ url });
  const listener = createClient({ url });
  await Promise.all([client.connect(), listener.connect()]);
  const texts: string[] = [];
  await listener.sSubscribe(channel, (text) => void texts.push(text));
  return {
    texts,
    repeat: (text: string) => client.sPublish(channel, text),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([client.close(), listener.close()]);
    },
  };
}

testWithRedis(
  "what a node hears late of a join or a leave changes nothing",
  async (server) => {
    await using one = await startNode(server);
    await using two = await startNode(server);
    const [a, b, room] = [unique("a"), unique("b"), unique("room")];
    await using bob = await ObservedClient.login(two.ws, b);
    await bob.ask(OP.join, { id: room });
    await using phone = await ObservedClient.login(one.ws, a);
    await using desk = await ObservedClient.login(two.ws, a);
    await using news = await record(server, `gim:{u:${a}}:bus:0`);
    const told = (kind: string) =>
      news.texts.findLast((text) => text.includes(`"kind":"${kind}"`))!;
    await phone.ask(OP.join, { id: room });
    assert(await hears(desk, bob, room));
    await phone.ask(OP.leave, { id: room });
    await news.repeat(told("entered"));
    assertEquals(await hears(desk, bob, room), false, "a join from before");
    await phone.ask(OP.join, { id: room });
    await news.repeat(told("left"));
    assert(await hears(desk, bob, room), "a leave from before");
  },
);

testWithRedis(
  "late news of a membership that a node knows nothing of is looked up",
  async (server) => {
    await using one = await startNode(server);
    await using two = await startNode(server);
    const [a, b, room] = [unique("a"), unique("b"), unique("room")];
    await using bob = await ObservedClient.login(two.ws, b);
    await bob.ask(OP.join, { id: room });
    await using phone = await ObservedClient.login(one.ws, a);
    await using news = await record(server, `gim:{u:${a}}:bus:0`);
    // Where nobody else has the user nothing is told.
    await server.cli("hset", `gim:{u:${a}}:on`, "third", `1 ${Date.now()}`);
    await phone.ask(OP.join, { id: room });
    await phone.ask(OP.leave, { id: room });
    // This node hears of nothing but the join, when it is over.
    await using desk = await ObservedClient.login(two.ws, a);
    await news.repeat(news.texts.find((text) => text.includes("entered"))!);
    await until(async () => !await hears(desk, bob, room));
  },
);

testWithRedis(
  "joins on one device and leaves on another leave all nodes with what came last",
  async (server) => {
    await using one = await startNode(server);
    await using two = await startNode(server);
    const [a, b] = [unique("a"), unique("b")];
    await using phone = await ObservedClient.login(one.ws, a);
    await using desk = await ObservedClient.login(two.ws, a);
    await using bob = await ObservedClient.login(two.ws, b);
    await using cat = await ObservedClient.login(one.ws, unique("c"));
    const wrong: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const room = unique("room");
      await bob.ask(OP.join, { id: room });
      await phone.ask(OP.join, { id: room });
      await Promise.all([
        desk.ask(OP.leave, { id: room }),
        phone.ask(OP.join, { id: room }),
        phone.ask(OP.join, { id: room }),
      ]);
      const { items } = await bob.ask(OP.members, { id: room });
      const isMember = items.some(({ id }) => id === a);
      const { items: listed } = await phone.ask(OP.sessions);
      const isListed = listed.some(({ id }) => id === `1:${room}`);
      if (isListed !== isMember) wrong.push(`${round} is not listed`);
      // Not before: the chatroom was opened and closed there by the others.
      await cat.ask(OP.join, { id: room });
      for (const [device, speaker] of [[phone, cat], [desk, bob]] as const) {
        if (await hears(device, speaker, room) === isMember) continue;
        wrong.push(`${round} member: ${isMember}`);
      }
    }
    assertEquals(wrong, []);
  },
);

testWithRedis(
  "who joins on one device is pushed the first messages on the other, at another node",
  async (server) => {
    await using proxy = new CutProxy(`127.0.0.1:${server.port}`);
    await using one = await startNode(server);
    await using two = await startNode({
      url: `redis://127.0.0.1:${proxy.port}`,
    });
    const [a, b, room] = [unique("a"), unique("b"), unique("room")];
    await using phone = await ObservedClient.login(one.ws, a);
    await using desk = await ObservedClient.login(two.ws, a);
    await using bob = await ObservedClient.login(one.ws, b);
    await bob.ask(OP.join, { id: room });
    await bob.say(room, "before");
    // The other node hears of the join, and listens to the chatroom later.
    proxy.hold();
    await phone.ask(OP.join, { id: room });
    for (const text of ["1", "2", "3"]) await bob.say(room, text);
    proxy.release();
    const got: string[] = [];
    while (got.length < 3) {
      const { items, missed } = await desk.push();
      assertEquals(missed, 0);
      got.push(...items.map(({ content }) => content));
    }
    assertEquals(got, ["1", "2", "3"]);
    await bob.say(room, "4");
    assertEquals((await desk.push()).items.map(({ content }) => content), [
      "4",
    ]);
  },
);

testWithRedis(
  "a recall is told once, also when the bus was lost since",
  async (server) => {
    await using one = await startNode(server);
    await using two = await startNode(server);
    const [a, b, room] = [unique("a"), unique("b"), unique("room")];
    await using ann = await ObservedClient.login(one.ws, a);
    await ann.ask(OP.join, { id: room });
    const sent: string[] = [];
    for (let at = 0; at < 4; at++) sent.push((await ann.say(room, "m")).id);
    const recall = (at: number) =>
      ann.ask(OP.recall, { session_id: `1:${room}`, message_id: sent[at]! });
    await recall(0);
    await using bob = await ObservedClient.login(two.ws, b);
    await bob.ask(OP.join, { id: room });
    // Nothing but the login says that this one is in it.
    await using other = await ObservedClient.login(two.ws, a);
    const changes: (number | undefined)[] = [];
    for (let at = 1; at < 4; at++) {
      await server.cli("client", "kill", "type", "pubsub");
      await recall(at);
      const event = await bob.event("recalled");
      changes.push("change" in event ? event.change : undefined);
    }
    assertEquals(changes, [2, 3, 4]);
    const events = (client: ObservedClient) =>
      client.unread().then((frames) =>
        frames.map(({ body }) => body as { event?: string; change?: number })
          .filter(({ event }) => event === "recalled")
          .map(({ change }) => change)
      );
    assertEquals(await events(bob), []);
    assertEquals(await events(other), [2, 3, 4]);
  },
);
