import { assertEquals, assertObjectMatch } from "@std/assert";
import { OP, PRIVATE, unique } from "../helpers/contract.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { Gim } from "../helpers/gim.ts";
import { until } from "../helpers/promises.ts";
import {
  HAS_REDIS,
  RedisServer,
  testWhereRedisIs,
} from "../helpers/redis_server.ts";

let server: RedisServer | undefined;
const gims: Gim[] = [];

if (HAS_REDIS) {
  Deno.test.beforeAll(async () => {
    server = await RedisServer.start();
    for (let at = 0; at < 3; at++) gims.push(await startNode(server));
  });
  Deno.test.afterAll(async () => {
    for (const gim of gims) await gim[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });
}

function startNode({ url }: RedisServer, ...more: string[]): Promise<Gim> {
  const args = [
    ...["--storage", "redis", "--redis-url", url],
    ...["--enable-message-sequence", "true", "--max-connections-per-user", "2"],
    ...["--message-push-duration", "50ms", ...more],
  ];
  return Gim.start({ args });
}

function login(at: number, id: string): Promise<ObservedClient> {
  return ObservedClient.login(gims[at]!.ws, id);
}

testWhereRedisIs(
  "private messages go both ways between users on two nodes",
  async () => {
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await login(0, a);
    await using bob = await login(1, b);
    for (let round = 0; round < 20; round++) {
      await ann.tell(b, `to bob ${round}`);
      const toBob = await bob.push();
      assertObjectMatch(toBob, {
        session: { id: `2:${a}`, type: PRIVATE, title: a },
        items: [{ content: `to bob ${round}`, sequence: 2 * round + 1 }],
        missed: 0,
      });
      await bob.tell(a, `to ann ${round}`);
      const toAnn = await ann.push();
      assertEquals(
        toAnn.items.map(({ content, sequence }) => [content, sequence]),
        [
          [`to ann ${round}`, 2 * round + 2],
        ],
      );
    }
    assertEquals((await ann.unread()).length, 0);
    assertEquals((await bob.unread()).length, 0);
  },
);

testWhereRedisIs(
  "two who write at the same time on two nodes get all in one order",
  async () => {
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await login(0, a);
    await using bob = await login(1, b);
    await using watch = await login(2, a);
    const count = 100;
    const sends: Promise<unknown>[] = [];
    for (let at = 0; at < count; at++) {
      sends.push(ann.tell(b, `a${at}`), bob.tell(a, `b${at}`));
    }
    await Promise.all(sends);
    const seen: number[] = [];
    while (seen.length < 2 * count) {
      seen.push(...(await watch.push()).items.map(({ sequence }) => sequence));
    }
    assertEquals(seen, Array.from({ length: 2 * count }, (_, at) => at + 1));
  },
);

testWhereRedisIs(
  "two who write to each other for the first time, at once, both get it",
  async () => {
    for (let round = 0; round < 30; round++) {
      const [a, b] = [unique("a"), unique("b")];
      await using ann = await login(0, a);
      await using bob = await login(1, b);
      await Promise.all([ann.tell(b, "from ann"), bob.tell(a, "from bob")]);
      const texts = [await ann.push(), await bob.push()]
        .map(({ items }) => items.map(({ content }) => content));
      assertEquals(texts, [["from bob"], ["from ann"]]);
    }
  },
);

testWhereRedisIs(
  "who writes gets no push of it where they wrote it, and does on another device",
  async () => {
    const [a, b] = [unique("a"), unique("b")];
    await using bob = await login(1, b);
    for (let round = 0; round < 5; round++) {
      // Each time anew: the node has forgotten where they were.
      await using ann = await login(0, a);
      await using desk = await login(2, a);
      await ann.tell(b, `hello ${round}`);
      for (const client of [desk, bob]) {
        const { items } = await client.push();
        assertEquals(items.map(({ content }) => content), [`hello ${round}`]);
      }
      await ann.ask(OP.heartbeat);
      assertEquals(await ann.unread(), []);
    }
  },
);

testWhereRedisIs(
  "a chatroom's members on three nodes get its messages, events and recalls",
  async () => {
    const room = unique("room");
    const ids = [unique("a"), unique("b"), unique("c")];
    await using ann = await login(0, ids[0]!);
    await ann.ask(OP.join, { id: room, name: "The Room" });
    await using bob = await login(1, ids[1]!);
    await bob.ask(OP.join, { id: room });
    await using cat = await login(2, ids[2]!);
    await cat.ask(OP.join, { id: room });
    assertObjectMatch(await ann.event("joined"), { user: { id: ids[1] } });
    assertObjectMatch(await ann.event("joined"), { user: { id: ids[2] } });
    assertObjectMatch(await bob.event("joined"), { user: { id: ids[2] } });

    const { id, sequence } = await bob.say(room, "hello");
    for (const client of [ann, bob, cat]) {
      assertObjectMatch(await client.push(), {
        session: { id: `1:${room}`, title: "The Room" },
        items: [{ id, sequence, content: "hello" }],
        missed: 0,
      });
    }
    const message = { session_id: `1:${room}`, message_id: id };
    await bob.ask(OP.edit, { ...message, content: "hello!" });
    await bob.ask(OP.react, { ...message, reaction: "+1" });
    await ann.ask(OP.react, { ...message, reaction: "+1" });
    for (const client of [ann, bob, cat]) {
      assertObjectMatch(await client.event("edited"), {
        message: { id, content: "hello!" },
      });
      assertObjectMatch(await client.event("reacted"), {
        message_id: id,
      });
    }
    await bob.ask(OP.recall, message);
    for (const client of [ann, bob, cat]) {
      assertObjectMatch(await client.event("recalled"), {
        message_id: id,
        sequence,
        change: 4,
      });
    }
    await cat.ask(OP.leave, { id: room });
    for (const client of [ann, bob]) {
      assertObjectMatch(await client.event("left"), { user: { id: ids[2] } });
    }
  },
);

testWhereRedisIs(
  "edits and reactions of private messages are told at every node",
  async () => {
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await login(0, a);
    await using desk = await login(2, a);
    await using bob = await login(1, b);
    const { id: message_id } = await ann.tell(b, "one", { request_id: "r" });
    const message = { session_id: `2:${b}`, message_id };
    await ann.ask(OP.edit, { ...message, content: "two" });
    const own = { session_id: `2:${a}`, message_id };
    await bob.ask(OP.react, { ...own, reaction: "+1" });
    for (const client of [ann, desk, bob]) {
      const request_id = client === bob ? undefined : "r";
      const edited = await client.event("edited") as unknown as {
        message: Record<string, unknown>;
      };
      assertEquals([edited.message.content, edited.message.request_id], [
        "two",
        request_id,
      ]);
      assertObjectMatch(await client.event("reacted"), {
        user_id: b,
        reaction: "+1",
        count: 1,
        change: 2,
      });
    }
  },
);

testWhereRedisIs(
  "members and users are shown online wherever they are",
  async () => {
    const room = unique("room");
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await login(0, a);
    await ann.ask(OP.join, { id: room });
    const bob = await login(1, b);
    await bob.ask(OP.join, { id: room });
    const online = async () => {
      const { items } = await ann.ask(OP.members, { id: room });
      return Object.fromEntries(items.map(({ id, online }) => [id, online]));
    };
    assertEquals(await online(), { [a]: true, [b]: true });
    assertEquals((await ann.ask(OP.user, { id: b })).online, true);
    await bob.close();
    await until(async () => !(await online())[b]);
  },
);

testWhereRedisIs(
  "a second device on another node follows joins, leaves, reads and sends",
  async () => {
    const room = unique("room");
    const [a, b] = [unique("a"), unique("b")];
    await using phone = await login(0, a);
    await using desk = await login(1, a);
    await using bob = await login(2, b);
    await bob.ask(OP.join, { id: room });
    await phone.ask(OP.join, { id: room });
    assertObjectMatch(await desk.event("joined"), { user: { id: a } });
    await bob.say(room, "hello");
    assertEquals((await desk.push()).items[0]!.content, "hello");
    await phone.push();
    await phone.ask(OP.read, { session_id: `1:${room}`, sequence: 1 });
    assertObjectMatch(await desk.event("read"), { user_id: a, sequence: 1 });
    await phone.tell(b, "from the phone");
    assertEquals((await desk.push()).items[0]!.content, "from the phone");
    await bob.push();
    await bob.tell(a, "back");
    assertEquals((await desk.push()).items[0]!.content, "back");
    await phone.ask(OP.leave, { id: room });
    await desk.event("left");
    await bob.say(room, "gone");
    await bob.ask(OP.heartbeat);
    const left = (await desk.unread()).filter(({ op }) => op === 501);
    assertEquals(left, []);
  },
);

testWhereRedisIs(
  "of too many connections over all nodes the oldest is closed",
  async () => {
    const a = unique("a");
    await using first = await login(0, a);
    await using second = await login(1, a);
    await using third = await login(2, a);
    assertEquals((await first.ended()).code, 4409);
    await second.ask(OP.heartbeat);
    await third.ask(OP.heartbeat);
  },
);

testWhereRedisIs(
  "who is online is not forgotten, however short --idle-expiry is",
  async () => {
    await using gim = await startNode(server!, "--idle-expiry", "5s");
    const [room, id] = [unique("room"), unique("u")];
    await using ann = await ObservedClient.login(gim.ws, id);
    await ann.ask(OP.join, { id: room });
    // Nothing is to happen meanwhile, so there is nothing else to wait for.
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    assertObjectMatch(await ann.ask(OP.user, { id }), { online: true });
    await ann.say(room, "still here");
    const { items } = await ann.ask(OP.sessions);
    assertEquals(items.length, 1);
  },
);
