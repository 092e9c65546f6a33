import { assertEquals, assertObjectMatch } from "@std/assert";
import { OP, PUSH, unique } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient, type PushFrame } from "../helpers/observed_client.ts";
import {
  HAS_REDIS,
  RedisServer,
  testWhereRedisIs,
} from "../helpers/redis_server.ts";

let server: RedisServer | undefined;
const gims: Gim[] = [];

if (HAS_REDIS) {
  Deno.test.beforeAll(async () => {
    const { url } = server = await RedisServer.start();
    for (let at = 0; at < 2; at++) {
      const args = [
        ...["--storage", "redis", "--redis-url", url],
        ...["--enable-message-sequence", "true"],
        ...["--message-push-duration", "50ms"],
      ];
      gims.push(await Gim.start({ args }));
    }
  });
  Deno.test.afterAll(async () => {
    for (const gim of gims) await gim[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });
}

function login(node: number, id: string): Promise<ObservedClient> {
  return ObservedClient.login(gims[node]!.ws, id);
}

/** The events of a kind among what came. */
function eventsOf(frames: readonly PushFrame[], name: string) {
  return frames.filter(({ op, body }) =>
    op === PUSH.event && (body as { event: string }).event === name
  );
}

async function reasonOf(client: ObservedClient, op: number, body: object) {
  const { code, reason } = await client.refusal(op, body);
  return [code, reason];
}

testWhereRedisIs(
  "who is removed at one node is out at the other, and is told so once",
  async () => {
    const [room, a, b, c] = [
      unique("r"),
      unique("a"),
      unique("b"),
      unique("c"),
    ];
    await using ann = await login(0, a);
    await using bob = await login(1, b);
    await using cat = await login(1, c);
    for (const each of [ann, bob, cat]) await each.ask(OP.join, { id: room });
    const body = { id: room, user_ids: [b], reason: "enough" };
    assertEquals(await ann.ask(OP.remove, body), { removed: [b] });
    const expected = {
      event: "removed",
      session_id: `1:${room}`,
      user_ids: [b],
      by: a,
      reason: "enough",
    };
    for (const each of [ann, bob, cat]) {
      assertObjectMatch(await each.event("removed"), expected);
    }
    await ann.say(room, "after");
    assertEquals((await cat.push()).items.map((each) => each.content), [
      "after",
    ]);
    const rest = await bob.unread();
    assertEquals(rest.filter(({ op }) => op === PUSH.messages), []);
    assertEquals(eventsOf(rest, "removed"), []);
    assertEquals(eventsOf(rest, "left"), []);
    const say = { type: 1, target_id: room, content: "still here" };
    assertEquals(await reasonOf(bob, OP.send, say), [403, undefined]);
    await bob.ask(OP.join, { id: room });
    await ann.say(room, "again");
    assertEquals((await bob.push()).items.map((each) => each.content), [
      "again",
    ]);
  },
);

testWhereRedisIs(
  "who is banned at one node is out at the other, and does not come back there",
  async () => {
    const [room, a, b] = [unique("r"), unique("a"), unique("b")];
    await using ann = await login(0, a);
    await using bob = await login(1, b);
    for (const each of [ann, bob]) await each.ask(OP.join, { id: room });
    await ann.ask(OP.ban, { id: room, user_id: b });
    assertObjectMatch(await bob.event("removed"), { user_ids: [b], by: a });
    const join = { id: room };
    assertEquals(await reasonOf(bob, OP.join, join), [403, "banned"]);
    await ann.ask(OP.ban, { id: room, user_id: b, seconds: 0 });
    await bob.ask(OP.join, join);
  },
);

testWhereRedisIs(
  "a mute and slow mode hold at the other node from the reply on",
  async () => {
    const [room, a, b] = [unique("r"), unique("a"), unique("b")];
    await using ann = await login(0, a);
    await using bob = await login(1, b);
    await using tablet = await login(0, b);
    for (const each of [ann, bob]) await each.ask(OP.join, { id: room });
    const say = { type: 1, target_id: room, content: "x" };
    await ann.ask(OP.configure, { id: room, slow_mode: 60_000 });
    await bob.ask(OP.send, say);
    assertEquals(await reasonOf(tablet, OP.send, say), [429, "slow_mode"]);
    await ann.ask(OP.configure, { id: room, slow_mode: 0 });
    await tablet.ask(OP.send, say);
    await ann.ask(OP.mute, { id: room, user_id: b });
    for (const each of [bob, tablet]) {
      assertEquals(await reasonOf(each, OP.send, say), [403, "muted"]);
      assertObjectMatch(await each.event("muted"), { user_id: b, by: a });
    }
    await ann.ask(OP.mute, { id: room, user_id: b, seconds: 0 });
    await bob.ask(OP.send, say);
  },
);

testWhereRedisIs(
  "joins at two nodes at once fill a chatroom to its cap and not beyond",
  async () => {
    const room = unique("r");
    await using ann = await login(0, unique("a"));
    await ann.ask(OP.join, { id: room });
    await ann.ask(OP.configure, { id: room, max_members: 5 });
    const others = await Promise.all(
      Array.from({ length: 12 }, (_, at) => login(at % 2, unique("u"))),
    );
    const replies = await Promise.all(
      others.map((each) => each.request(OP.join, { id: room })),
    );
    const codes = replies.map(({ code }) => code).toSorted();
    assertEquals(codes, [...Array(4).fill(0), ...Array(8).fill(403)]);
    const { member_count } = await ann.ask(OP.chatroom, { id: room });
    assertEquals(member_count, 5);
    for (const each of others) await each.close();
  },
);

testWhereRedisIs(
  "when the creator leaves, members at every node hear who it is now",
  async () => {
    const [room, a, b, c] = [
      unique("r"),
      unique("a"),
      unique("b"),
      unique("c"),
    ];
    await using ann = await login(0, a);
    await using bob = await login(1, b);
    await using cat = await login(1, c);
    for (const each of [ann, bob, cat]) await each.ask(OP.join, { id: room });
    await ann.ask(OP.role, { id: room, user_id: c, role: "admin" });
    for (const each of [bob, cat]) {
      const event = await each.event("role");
      assertObjectMatch(event, { user_id: c, role: "admin" });
    }
    await ann.ask(OP.leave, { id: room });
    for (const each of [bob, cat]) {
      const event = await each.event("role");
      assertObjectMatch(event, { user_id: c, role: "creator" });
    }
    const { creator } = await bob.ask(OP.chatroom, { id: room });
    assertEquals(creator, c);
  },
);

testWhereRedisIs(
  "who is added by somebody at another node is in, and gets what comes",
  async () => {
    const [room, a, b] = [unique("r"), unique("a"), unique("b")];
    await using ann = await login(0, a);
    await using bob = await login(1, b);
    await ann.ask(OP.join, { id: room });
    await ann.ask(OP.configure, { id: room, join: "invite" });
    assertEquals(await reasonOf(bob, OP.join, { id: room }), [403, "invite"]);
    await ann.say(room, "before");
    await ann.ask(OP.add, { id: room, user_ids: [b] });
    assertObjectMatch(await bob.event("joined"), { user: { id: b } });
    await ann.say(room, "after");
    assertEquals((await bob.push()).items.map((each) => each.content), [
      "after",
    ]);
    assertEquals(eventsOf(await bob.unread(), "joined"), []);
    await ann.ask(OP.configure, { id: room, name: "New" });
    const { chatroom } = await bob.event("updated") as unknown as {
      chatroom: { name: string; version: number };
    };
    assertEquals([chatroom.name, chatroom.version], ["New", 3]);
  },
);

testWhereRedisIs(
  "who blocks somebody at one node is not written to from another",
  async () => {
    const [a, b] = [unique("a"), unique("b")];
    await using ann = await login(0, a);
    await using bob = await login(1, b);
    await ann.tell(b, "hello");
    await bob.ask(OP.block, { user_id: a, blocked: true });
    const tell = { type: 2, target_id: b, content: "hello?" };
    assertEquals(await reasonOf(ann, OP.send, tell), [403, "blocked"]);
    await bob.tell(a, "not now");
    await bob.ask(OP.block, { user_id: a, blocked: false });
    await ann.tell(b, "now?");
  },
);

testWhereRedisIs(
  "who was in a chatroom that another node has disbanded is pushed nothing of a new one of its id",
  async () => {
    const room = unique("r");
    await using bob = await login(1, unique("b"));
    await bob.ask(OP.join, { id: room });
    // As a node that ends before it has told where its members are.
    const keys = (await server!.cli("keys", `gim:{r:${room}}:*`)).split("\n");
    await server!.cli("del", ...keys);
    const event = { event: "disbanded", session_id: `1:${room}` };
    const text = `event gone\n${JSON.stringify(event)}`;
    for (const publish of ["publish", "spublish"]) {
      await server!.cli(publish, `gim:{r:${room}}:bus:0`, text);
    }
    await bob.event("disbanded");
    await using cat = await login(1, unique("c"));
    await cat.ask(OP.join, { id: room });
    await cat.say(room, "secret");
    await cat.push();
    const rest = await bob.unread();
    assertEquals(rest.filter(({ op }) => op === PUSH.messages), []);
  },
);
