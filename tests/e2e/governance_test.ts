import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { chatroomOf } from "../helpers/chatroom.ts";
import { CHATROOM, OP, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { nextMillisecond } from "../helpers/promises.ts";

/*
 * How chatrooms are governed over a socket: what each op answers and who is
 * told. Who may do what to whom is tested where it is decided.
 */

const gim = serviceOfThisFile();

/** A chatroom with a creator and so many other members. */
async function roomOf(members: number) {
  const id = unique("room");
  const clients: ObservedClient[] = [];
  const ids: string[] = [];
  for (let count = 0; count <= members; count++) {
    ids.push(unique("u"));
    // They are listed in the order of their joining.
    await nextMillisecond();
    const client = await ObservedClient.login(gim.ws, ids[count]!);
    await client.ask(OP.join, { id });
    clients.push(client);
  }
  for (const [at, client] of clients.entries()) {
    for (let later = at; later < members; later++) await client.event("joined");
  }
  return {
    id,
    session_id: `1:${id}`,
    clients: clients as [ObservedClient, ObservedClient, ObservedClient],
    ids: ids as [string, string, string],
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close();
    },
  };
}

Deno.test("a chatroom is shown with its settings, and a change of them to all", async () => {
  await using room = await roomOf(1);
  const { id, session_id, clients: [ann, bob], ids } = room;
  const { created_at } = await bob.ask(OP.chatroom, { id });
  const made = { creator: ids[0], created_at, member_count: 2 };
  assertEquals(
    await bob.ask(OP.chatroom, { id }),
    chatroomOf(id, made),
  );
  const change = {
    name: "Tea",
    join: "password",
    password: "open sesame",
    send: "admins",
    history: "joined",
    max_members: 50,
    slow_mode: 1500,
    data: { topic: "Go", __proto__x: "y" },
  } as const;
  const { password: _, ...shown } = change;
  const chatroom = chatroomOf(id, { ...made, ...shown, version: 2 });
  assertEquals(await ann.ask(OP.configure, { id, ...change }), chatroom);
  assertEquals(await bob.ask(OP.chatroom, { id }), chatroom);
  const updated = { event: "updated", session_id, chatroom };
  assertEquals(await bob.event("updated"), updated);
  assertEquals(await ann.event("updated"), updated);
  const data = { topic: null, more: "z" };
  const { version, ...changed } = await ann.ask(OP.configure, { id, data });
  assertEquals([version, changed.data], [3, { __proto__x: "y", more: "z" }]);
});

Deno.test("what is absent is not 0, empty or the default", async () => {
  await using room = await roomOf(0);
  const { id, clients: [ann] } = room;
  const set = { slow_mode: 9000, max_members: 7, send: "admins" };
  await ann.ask(OP.configure, { id, ...set });
  const renamed = await ann.ask(OP.configure, { id, name: "Tea" });
  const { slow_mode, max_members, send } = renamed;
  assertEquals({ slow_mode, max_members, send }, set);
  const none = { slow_mode: 0, max_members: 0 };
  const lifted = await ann.ask(OP.configure, { id, ...none });
  assertEquals([lifted.slow_mode, lifted.max_members], [0, 0]);
});

Deno.test("a change that changes nothing is told to nobody", async () => {
  await using room = await roomOf(1);
  const { id, clients: [ann, bob] } = room;
  assertEquals((await ann.ask(OP.configure, { id })).version, 1);
  const same = { id, send: "all", data: { none: null } };
  assertEquals((await ann.ask(OP.configure, same)).version, 1);
  assertEquals(await bob.unread(), []);
});

Deno.test("a key that is something else to an object is kept as any other", async () => {
  await using room = await roomOf(0);
  const { id, clients: [ann] } = room;
  const data = JSON.parse('{"__proto__":"x","constructor":"y"}');
  const { data: kept } = await ann.ask(OP.configure, { id, data });
  assertEquals(Object.entries(kept).toSorted(), [
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});

Deno.test("data over its limits is a 413 that names the key or the count", async () => {
  await using room = await roomOf(0);
  const { id, clients: [ann] } = room;
  const long = { id, data: { topic: "é".repeat(513) } };
  assertStringIncludes(await ann.refused(413, OP.configure, long), "topic");
  const keys = (count: number, prefix = "k") =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`${prefix}${at}`, "v"]),
    );
  await ann.refused(413, OP.configure, { id, data: keys(33) });
  await ann.ask(OP.configure, { id, data: keys(32) });
  await ann.refused(413, OP.configure, { id, data: { more: "v" } });
  await ann.ask(OP.configure, { id, data: { more: "v", k0: null } });
  const fits = { id, data: { k1: "é".repeat(512) } };
  assertEquals((await ann.ask(OP.configure, fits)).version, 4);
});

Deno.test("settings that contradict each other or the service are a 400", async () => {
  await using room = await roomOf(0);
  const { id, clients: [ann] } = room;
  const cases = [
    [{ join: "password" }, "password"],
    [{ max_members: 10_000_001 }, "max_members"],
    [{ slow_mode: 3_600_001 }, "slow_mode"],
    [{ data: { "a b": "x" } }, "data"],
    [{ name: "" }, "name"],
  ] as const;
  for (const [change, field] of cases) {
    const msg = await ann.refused(400, OP.configure, { id, ...change });
    assertStringIncludes(msg, field);
  }
  assertEquals((await ann.ask(OP.chatroom, { id })).version, 1);
});

Deno.test("a password lets in, and a wrong one or none does not", async () => {
  await using room = await roomOf(0);
  const { id, clients: [ann] } = room;
  const ask = { id, join: "password", password: "secret" };
  await ann.ask(OP.configure, ask);
  await using bob = await ObservedClient.login(gim.ws, unique("bob"));
  const refused = { code: 403, reason: "password" };
  assertEquals(await bob.refusal(OP.join, { id }), refused);
  const wrong = { id, password: "Secret" };
  assertEquals(await bob.refusal(OP.join, wrong), refused);
  assertEquals((await bob.refusal(OP.chatroom, { id })).code, 403);
  const { chatroom } = await bob.ask(OP.join, { id, password: "secret" });
  assertEquals([chatroom.member_count, chatroom.join], [2, "password"]);
  assert(!JSON.stringify(chatroom).includes("secret"));
  // Without a new one the old one stays.
  await ann.ask(OP.configure, { id, join: "open" });
  await bob.ask(OP.leave, { id });
  await ann.ask(OP.configure, { id, join: "password" });
  assertEquals(await bob.refusal(OP.join, { id }), refused);
  await bob.ask(OP.join, { id, password: "secret" });
});

Deno.test("a chatroom by invitation is joined by being added, which the added are told", async () => {
  await using room = await roomOf(0);
  const { id, session_id, clients: [ann] } = room;
  await ann.ask(OP.configure, { id, join: "invite" });
  const [bob, nobody] = [unique("bob"), unique("nobody")];
  await using b = await ObservedClient.login(gim.ws, bob, { name: "Bob" });
  const invite = { code: 403, reason: "invite" };
  assertEquals(await b.refusal(OP.join, { id }), invite);
  const added = await ann.ask(OP.add, { id, user_ids: [bob, nobody] });
  const refused = [{ id: nobody, reason: "unknown" }];
  assertEquals(added, { added: [bob], refused });
  const user = { id: bob, name: "Bob" };
  assertEquals(await b.event(), { event: "joined", session_id, user });
  assertEquals(await ann.event("joined"), {
    event: "joined",
    session_id,
    user,
  });
  const again = await ann.ask(OP.add, { id, user_ids: [bob] });
  assertEquals(again, { added: [], refused: [] });
  await b.say(id, "hello");
  assertEquals((await ann.push()).items[0]?.content, "hello");
});

Deno.test("a role is given by the creator, and creator passes the chatroom on", async () => {
  await using room = await roomOf(1);
  const { id, session_id, clients: [ann, bob], ids } = room;
  const admin = { id, user_id: ids[1], role: "admin" };
  const { joined_at, ...member } = await ann.ask(OP.role, admin);
  assert(joined_at > 0);
  const plain = { id: ids[1], name: ids[1], online: true };
  assertEquals(member, { ...plain, role: "admin" });
  const told = { event: "role", session_id, user_id: ids[1], role: "admin" };
  assertEquals(await bob.event("role"), told);
  const role = { code: 403, reason: "role" };
  const own = { id, user_id: ids[1], role: "creator" };
  assertEquals(await bob.refusal(OP.role, own), role);
  await ann.ask(OP.role, own);
  const { items } = await bob.ask(OP.members, { id });
  assertEquals(items.map((each) => each.role), ["admin", "creator"]);
  assertEquals((await bob.ask(OP.chatroom, { id })).creator, ids[1]);
  const none = { id, user_id: unique("none"), role: "admin" };
  assertEquals((await bob.refusal(OP.role, none)).code, 404);
});

Deno.test("when the creator leaves, somebody else becomes it and all are told", async () => {
  await using room = await roomOf(2);
  const { id, session_id, clients: [ann, bob, cat], ids } = room;
  await ann.ask(OP.role, { id, user_id: ids[2], role: "admin" });
  for (const client of [bob, cat]) await client.event("role");
  await ann.ask(OP.leave, { id });
  const told = { event: "role", session_id, user_id: ids[2], role: "creator" };
  for (const client of [bob, cat]) {
    assertEquals(await client.event("role"), told);
  }
});

Deno.test("who is removed is told with the others, and why", async () => {
  await using room = await roomOf(2);
  const { id, session_id, clients: [ann, bob, cat], ids } = room;
  const stranger = unique("u");
  const body = { id, user_ids: [ids[2], stranger], reason: "off topic" };
  assertEquals(await ann.ask(OP.remove, body), { removed: [ids[2]] });
  const removed = { event: "removed", session_id, user_ids: [ids[2]] };
  const told = { ...removed, by: ids[0], reason: "off topic" };
  for (const client of [ann, bob, cat]) {
    assertEquals(await client.event(), told);
  }
  await cat.refused(403, OP.members, { id });
  assertEquals((await bob.ask(OP.members, { id })).total, 2);
  const both = { id, user_ids: [ids[0], stranger] };
  const refusal = { code: 403, reason: "role" };
  assertEquals(await bob.refusal(OP.remove, both), refusal);
});

Deno.test("a ban removes, keeps out, ends and is lifted", async () => {
  await using room = await roomOf(1);
  const { id, session_id, clients: [ann, bob], ids } = room;
  const ban = { id, user_id: ids[1], seconds: 3600, reason: "spam" };
  const before = Date.now();
  const { until = 0 } = await ann.ask(OP.ban, ban);
  assert(until >= before + 3_590_000 && until <= Date.now() + 3_610_000);
  const removed = { event: "removed", session_id, user_ids: [ids[1]] };
  const told = { ...removed, by: ids[0], reason: "spam" };
  assertEquals(await bob.event(), told);
  const banned = { code: 403, reason: "banned", until };
  const send = { type: CHATROOM, target_id: id, content: "x" };
  const asked: [number, object][] = [
    [OP.join, { id }],
    [OP.chatroom, { id }],
    [OP.members, { id }],
    [OP.send, send],
    [OP.history, { session_id }],
  ];
  for (const [op, body] of asked) {
    assertEquals(await bob.refusal(op, body), banned);
  }
  const refused = [{ id: ids[1], reason: "banned" }];
  const add = { id, user_ids: [ids[1]] };
  assertEquals(await ann.ask(OP.add, add), { added: [], refused });
  const lifted = { id, user_id: ids[1], seconds: 0 };
  assertEquals(await ann.ask(OP.ban, lifted), { until: 0 });
  await bob.ask(OP.join, { id });
});

Deno.test("a mute silences, and is shown to admins only", async () => {
  await using room = await roomOf(1);
  const { id, session_id, clients: [ann, bob], ids } = room;
  const mute = { id, user_id: ids[1] };
  assertEquals(await ann.ask(OP.mute, mute), {});
  const muted = { event: "muted", session_id, user_id: ids[1], by: ids[0] };
  assertEquals(await bob.event("muted"), muted);
  const send = { type: CHATROOM, target_id: id, content: "x" };
  const refused = { code: 403, reason: "muted" };
  assertEquals(await bob.refusal(OP.send, send), refused);
  const seen = async (client: ObservedClient) => {
    const { items } = await client.ask(OP.members, { id });
    const member = items.find((each) => each.id === ids[1]);
    return [member?.muted, member?.muted_until];
  };
  assertEquals(await seen(ann), [true, undefined]);
  assertEquals(await seen(bob), [undefined, undefined]);
  const { until } = await ann.ask(OP.mute, { ...mute, seconds: 60 });
  assertEquals(await seen(ann), [true, until]);
  assertEquals(await ann.ask(OP.mute, { ...mute, seconds: 0 }), { until: 0 });
  const told = await bob.event("muted");
  assertEquals([told.until, (await bob.event("muted")).until], [until, 0]);
  await bob.say(id, "hello again");
});

Deno.test("sanctions are listed page by page, for admins", async () => {
  await using room = await roomOf(1);
  const { id, clients: [ann, bob], ids } = room;
  const never = unique("never");
  await ann.ask(OP.ban, { id, user_id: never, reason: "known elsewhere" });
  await ann.ask(OP.mute, { id, user_id: ids[1], seconds: 60 });
  const first = await ann.ask(OP.sanctions, { id, count: 1 });
  const cursor = first.next_cursor;
  const rest = await ann.ask(OP.sanctions, { id, count: 1, cursor });
  assertEquals(rest.next_cursor, undefined);
  // Of the same millisecond, perhaps: then they are ordered by their kinds.
  const all = [...first.items, ...rest.items]
    .toSorted((a, b) => a.kind < b.kind ? -1 : 1)
    .map(({ at: _, until, ...each }) => [each, until === undefined]);
  assertEquals(all, [
    [
      { user_id: never, kind: "ban", reason: "known elsewhere", by: ids[0] },
      true,
    ],
    [{ user_id: ids[1], kind: "mute", by: ids[0] }, false],
  ]);
  const role = { code: 403, reason: "role" };
  assertEquals(await bob.refusal(OP.sanctions, { id }), role);
  await ann.refused(400, OP.sanctions, { id, cursor: "none" });
});

Deno.test("slow mode says when to come again, and admins are exempt", async () => {
  await using room = await roomOf(1);
  const { id, clients: [ann, bob] } = room;
  await ann.ask(OP.configure, { id, slow_mode: 3_600_000 });
  await ann.say(id, "1");
  await ann.say(id, "2");
  const first = await bob.say(id, "3", { request_id: "r" });
  const again = await bob.say(id, "3", { request_id: "r" });
  assertEquals(again, first);
  const send = { type: CHATROOM, target_id: id, content: "4" };
  const { code, reason, retry_after = 0 } = await bob.refusal(OP.send, send);
  assertEquals([code, reason], [429, "slow_mode"]);
  assert(retry_after > 3_500_000 && retry_after <= 3_600_000);
});

Deno.test("only admins send where the settings say so", async () => {
  await using room = await roomOf(1);
  const { id, clients: [ann, bob] } = room;
  await ann.ask(OP.configure, { id, send: "admins" });
  const send = { type: CHATROOM, target_id: id, content: "x" };
  const refused = { code: 403, reason: "admins_only" };
  assertEquals(await bob.refusal(OP.send, send), refused);
  await ann.say(id, "hello");
  assertEquals((await bob.push()).items[0]?.content, "hello");
});

Deno.test("who is blocked cannot write to the blocker, who lists them", async () => {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, ann);
  await using b = await ObservedClient.login(gim.ws, bob, { name: "Bob" });
  assertEquals(await a.ask(OP.block, { user_id: bob, blocked: true }), {});
  const send = { type: 2, target_id: ann, content: "x" };
  const refused = { code: 403, reason: "blocked" };
  assertEquals(await b.refusal(OP.send, send), refused);
  const items = [{ id: bob, name: "Bob" }];
  assertEquals(await a.ask(OP.blocks), { items });
  await a.tell(bob, "I still may");
  await b.push();
  assertEquals(await a.ask(OP.block, { user_id: bob, blocked: false }), {});
  assertEquals(await a.ask(OP.blocks, { count: 1 }), { items: [] });
  await b.tell(ann, "hello");
  await a.refused(400, OP.block, { user_id: ann, blocked: true });
});
