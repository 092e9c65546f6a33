import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createClient } from "redis";
import { privateConversation } from "../../src/domain/ids.ts";
import { decodeUserNews } from "../../src/nodes/node_message.ts";
import { unique } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { until } from "../helpers/promises.ts";
import { RedisCluster } from "../helpers/redis_cluster.ts";
import {
  type RedisServer,
  testWhereRedisIs,
  testWithRedis,
} from "../helpers/redis_server.ts";
import { createRedis } from "../helpers/redis_storage.ts";
import { anyText } from "../helpers/texts.ts";

const REFUSED = { message: undefined, title: "", repeated: true };

function startNode(...urls: readonly string[]): Promise<Gim> {
  const args = [
    ...["--storage", "redis", "--redis-url", urls.join(",")],
    ...["--enable-message-sequence", "true"],
  ];
  return Gim.start({ args });
}

/** Notes what is published on the channels of users. */
async function listen({ url }: RedisServer, ...userIds: readonly string[]) {
  const client = createClient({ url });
  await client.connect();
  const heard: string[] = [];
  const texts: string[] = [];
  for (const id of userIds) {
    await client.sSubscribe(`gim:{u:${id}}:bus:0`, (text) => {
      heard.push(id);
      texts.push(text);
    });
  }
  const dispose = () => client.close().then(() => {});
  return { heard, texts, [Symbol.asyncDispose]: dispose };
}

async function contentOf(client: ObservedClient): Promise<string> {
  return (await client.push()).items[0]!.content;
}

testWithRedis(
  "a private message is published where one of its users is at another node, and nowhere else",
  async (server) => {
    const [a, b] = [unique("a"), unique("b")];
    await using news = await listen(server, a, b);
    await using one = await startNode(server.url);
    await using ann = await ObservedClient.login(one.ws, a);
    await using bob = await ObservedClient.login(one.ws, b);
    await ann.tell(b, "alone");
    assertEquals(await contentOf(bob), "alone");
    await using two = await startNode(server.url);
    await ann.tell(b, "nobody there");
    assertEquals(await contentOf(bob), "nobody there");
    assertEquals(news.heard, []);
    await using desk = await ObservedClient.login(two.ws, b);
    await ann.tell(b, "there");
    assertEquals(await contentOf(bob), "there");
    // A node that stood still looks back, and may find what came before a login.
    let first = await contentOf(desk);
    while (["alone", "nobody there"].includes(first)) {
      first = await contentOf(desk);
    }
    assertEquals(first, "there");
    // Redis tells who listens in no order.
    await until(() => news.heard.length >= 1);
    assertEquals(news.heard, [b]);
    await desk.tell(a, "back");
    for (const each of [ann, bob]) assertEquals(await contentOf(each), "back");
    await until(() => news.heard.length >= 3);
    assertEquals(news.heard.toSorted(), [a, b, b].toSorted());
  },
);

testWithRedis(
  "who logs in at a node that has just joined misses nothing of what is being sent",
  async (server) => {
    const [a, b] = [unique("a"), unique("b")];
    await using one = await startNode(server.url);
    await using ann = await ObservedClient.login(one.ws, a);
    const sent: string[] = [];
    let isOver = false;
    const sending = (async () => {
      while (!isOver) {
        const content = `m${sent.length}`;
        sent.push(content);
        await ann.tell(b, content);
      }
    })();
    await using two = await startNode(server.url);
    await using bob = await ObservedClient.login(two.ws, b);
    const since = sent.length;
    const got: string[] = [];
    while (got.length < 200) {
      const { items } = await bob.push();
      got.push(...items.map(({ content }) => content));
    }
    isOver = true;
    await sending;
    const first = sent.indexOf(got[0]!);
    assertEquals(first <= since, true, `${got[0]} of ${since}`);
    assertEquals(got, sent.slice(first, first + got.length));
  },
);

testWithRedis(
  "a node that Redis has forgotten finds what it was not told",
  async (server) => {
    const [a, b] = [unique("a"), unique("b")];
    await using one = await startNode(server.url);
    await using two = await startNode(server.url);
    await using ann = await ObservedClient.login(one.ws, a);
    await using bob = await ObservedClient.login(two.ws, b);
    await ann.tell(b, "told");
    assertEquals(await contentOf(bob), "told");
    // As where a replica takes over that has not heard of it.
    await server.cli("del", "gim:nodes", `gim:{u:${b}}:on`);
    await ann.tell(b, "not told");
    // The next beat shows it, at the latest after five seconds.
    const found = await contentOf(bob).catch(() => contentOf(bob));
    assertEquals(found, "not told");
    await ann.tell(b, "told again");
    assertEquals(await contentOf(bob), "told again");
    assertEquals(await bob.unread(), []);
  },
);

testWithRedis(
  "what a script tells the other nodes is what they read, whatever the texts hold",
  async (server) => {
    const { storage, connection } = await createRedis([server.url], {
      publish: true,
      node: "here",
    });
    await using news = await listen(server, "bob");
    await server.cli("zadd", "gim:nodes", "1", "here", "1", "there");
    await server.cli("hset", "gim:{u:bob}:on", "there", "1 1");
    const ref = privateConversation("ann", "bob");
    const requests = fc.string({ unit: "grapheme-ascii", minLength: 1 });
    const texts = fc.record({
      name: anyText,
      content: anyText,
      requestId: fc.option(requests, { nil: undefined }),
    });
    const expected: unknown[] = [];
    for (const { name, content, requestId } of fc.sample(texts, 50)) {
      await storage.enter("ann", name || "Ann");
      const draft = { conversation: ref, senderId: "ann", category: "text" };
      const sent = storage.append({ ...draft, content, requestId });
      // A request id may come twice, with another content.
      const { message, title, repeated } = await sent.catch(() => REFUSED);
      if (!repeated) expected.push({ kind: "message", title, message });
    }
    await connection.close();
    while (news.texts.length < expected.length) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const told = news.texts.map((text) => {
      assertEquals(text.startsWith("here\n"), true);
      return decodeUserNews(text);
    });
    // What is undefined is not written.
    assertEquals(told, JSON.parse(JSON.stringify(expected)));
  },
);

testWhereRedisIs(
  "private messages and chatrooms cross the nodes on a Cluster",
  async () => {
    await using cluster = await RedisCluster.start();
    await using one = await startNode(...cluster.urls);
    await using two = await startNode(...cluster.urls);
    const [a, b, room] = [unique("a"), unique("b"), unique("room")];
    await using ann = await ObservedClient.login(one.ws, a);
    await using bob = await ObservedClient.login(two.ws, b);
    for (let round = 0; round < 5; round++) {
      await ann.tell(b, `to bob ${round}`);
      assertEquals(await contentOf(bob), `to bob ${round}`);
      await bob.tell(a, `to ann ${round}`);
      assertEquals(await contentOf(ann), `to ann ${round}`);
    }
    for (const each of [ann, bob]) await each.ask(301, { id: room });
    await bob.say(room, "to all");
    assertEquals(await contentOf(ann), "to all");
  },
);
