import { assertEquals, assertObjectMatch } from "@std/assert";
import { chatroomOf } from "../helpers/chatroom.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import {
  CHATROOM,
  type Member,
  OP,
  PUSH,
  unique,
} from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";

const gim = serviceOfThisFile();

/** What a member may do and nobody else, in a chatroom. */
function memberOnly(id: string): readonly [op: number, body: object][] {
  return [
    [OP.send, { type: CHATROOM, target_id: id, content: "x" }],
    [OP.history, { session_id: `1:${id}` }],
    [OP.members, { id }],
    [OP.leave, { id }],
  ];
}

Deno.test("joining a chatroom that does not exist creates it", async () => {
  const [user, id] = [unique("u"), unique("room")];
  await using client = await ObservedClient.login(gim.ws, user);
  const before = Date.now();
  const { chatroom } = await client.ask(OP.join, { id, name: "Lobby" });
  const { created_at } = chatroom;
  const made = { name: "Lobby", creator: user, created_at };
  assertEquals(chatroom, chatroomOf(id, made));
  assertEquals(created_at >= before && created_at <= Date.now(), true);
});

Deno.test("a chatroom without a name is named by its id", async () => {
  const id = unique("room");
  await using client = await ObservedClient.login(gim.ws, unique("u"));
  assertEquals((await client.ask(OP.join, { id })).chatroom.name, id);
});

Deno.test("joining again changes nothing", async () => {
  const id = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await using b = await ObservedClient.login(gim.ws, unique("u"));
  await a.ask(OP.join, { id, name: "Lobby" });
  const { chatroom } = await b.ask(OP.join, { id });
  assertEquals(chatroom.member_count, 2);
  await a.event("joined");
  const again = await b.ask(OP.join, { id, name: "Other" });
  assertEquals(again.chatroom, chatroom);
  assertEquals(again.chatroom.name, "Lobby");
  assertEquals(await a.unread(), []);
});

Deno.test("who is not a member may not send, look or leave", async () => {
  const id = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await using stranger = await ObservedClient.login(gim.ws, unique("u"));
  await a.ask(OP.join, { id });
  for (const [op, body] of memberOnly(id)) {
    await stranger.refused(403, op, body);
  }
  assertEquals((await a.ask(OP.history, { session_id: `1:${id}` })).items, []);
});

Deno.test("a chatroom that does not exist is a 404", async () => {
  await using client = await ObservedClient.login(gim.ws, unique("u"));
  for (const [op, body] of memberOnly(unique("none"))) {
    await client.refused(404, op, body);
  }
});

Deno.test("who has left is no member any more, and may join again", async () => {
  const id = unique("room");
  await using stays = await ObservedClient.login(gim.ws, unique("u"));
  await using goes = await ObservedClient.login(gim.ws, unique("u"));
  for (const client of [stays, goes]) await client.ask(OP.join, { id });
  await goes.say(id, "bye");
  await goes.ask(OP.leave, { id });
  for (const [op, body] of memberOnly(id)) await goes.refused(403, op, body);
  assertEquals((await stays.ask(OP.members, { id })).total, 1);
  await goes.ask(OP.join, { id });
  const { items } = await goes.ask(OP.history, { session_id: `1:${id}` });
  assertEquals(items.map(({ content }) => content), ["bye"]);
});

Deno.test("the members who are online are told who joins and who leaves", async () => {
  const [id, bob] = [unique("room"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await using b = await ObservedClient.login(gim.ws, bob, { name: "Bob" });
  await using stranger = await ObservedClient.login(gim.ws, unique("u"));
  await a.ask(OP.join, { id });
  await b.ask(OP.join, { id });
  const user = { id: bob, name: "Bob" };
  const session_id = `1:${id}`;
  assertEquals(await a.event(), { event: "joined", session_id, user });
  await b.ask(OP.leave, { id });
  assertEquals(await a.event(), { event: "left", session_id, user });
  assertEquals(await stranger.unread(), []);
});

Deno.test("joining and leaving on one connection shows on the user's others", async () => {
  const [id, bob] = [unique("room"), unique("bob")];
  await using one = await ObservedClient.login(gim.ws, bob);
  await using two = await ObservedClient.login(gim.ws, bob);
  await one.ask(OP.join, { id });
  const user = { id: bob, name: bob };
  const session_id = `1:${id}`;
  assertEquals(await two.event(), { event: "joined", session_id, user });
  await two.say(id, "I am in");
  assertEquals((await one.push()).items[0]?.content, "I am in");
  await one.ask(OP.leave, { id });
  assertEquals(await two.event(), { event: "left", session_id, user });
  for (const [op, body] of memberOnly(id)) await two.refused(403, op, body);
});

Deno.test("a user's connections are in the rooms of before at once", async () => {
  const [id, bob] = [unique("room"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await using before = await ObservedClient.login(gim.ws, bob);
  for (const client of [a, before]) await client.ask(OP.join, { id });
  await before.close();
  await using now = await ObservedClient.login(gim.ws, bob);
  await a.say(id, "welcome back");
  assertEquals((await now.push()).items[0]?.content, "welcome back");
});

Deno.test("a member who is away stays a member", async () => {
  const [id, bob] = [unique("room"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await using b = await ObservedClient.login(gim.ws, bob, { name: "Bob" });
  for (const client of [a, b]) await client.ask(OP.join, { id });
  await b.close();
  for (let online = true; online;) {
    online = (await a.ask(OP.user, { id: bob })).online;
  }
  const { items, total } = await a.ask(OP.members, { id });
  assertEquals(total, 2);
  const away = items.find((each) => each.id === bob);
  assertObjectMatch(away as Member, {
    id: bob,
    name: "Bob",
    online: false,
    role: "member",
  });
});

Deno.test("the members are listed by joining, the creator first", async () => {
  const id = unique("room");
  const ids = [unique("z"), unique("m"), unique("a")];
  await using a = await ObservedClient.login(gim.ws, ids[0]!, { name: "Zed" });
  await a.ask(OP.join, { id });
  for (const member of ids.slice(1)) {
    await using client = await ObservedClient.login(gim.ws, member);
    await client.ask(OP.join, { id });
  }
  const { items, total, next_cursor } = await a.ask(OP.members, { id });
  assertEquals([total, next_cursor], [3, undefined]);
  assertEquals(new Set(items.map((each) => each.id)), new Set(ids));
  const roles = items.map(({ role }) => role);
  assertEquals(roles.sort(), ["creator", "member", "member"]);
  const { joined_at, ...first } = items.find((each) => each.id === ids[0])!;
  const expected = { id: ids[0]!, name: "Zed", online: true, role: "creator" };
  assertEquals(first, expected);
  assertEquals(joined_at <= items.at(-1)!.joined_at, true);
});

Deno.test("the members can be paged through", async () => {
  const id = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await a.ask(OP.join, { id });
  const joined = [];
  await using other = new ObservedClient(gim.ws);
  for (let count = 0; count < 24; count++) {
    const member = unique("m");
    await other.login(member);
    await other.ask(OP.join, { id });
    await other.ask(OP.logout);
    joined.push(member);
  }
  const found: Member[] = [];
  let cursor: string | undefined;
  const sizes: number[] = [];
  do {
    const page = await a.ask(OP.members, { id, count: 10, cursor });
    assertEquals(page.total, 25);
    found.push(...page.items);
    sizes.push(page.items.length);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  assertEquals(sizes, [10, 10, 5]);
  assertEquals(new Set(found.map((each) => each.id)).size, 25);
  assertEquals(joined.every((each) => found.some((m) => m.id === each)), true);
  const times = found.map(({ joined_at }) => joined_at);
  assertEquals(times, times.toSorted((x, y) => x - y));
});

Deno.test("a members cursor that no page returned is a 400", async () => {
  const id = unique("room");
  await using client = await ObservedClient.login(gim.ws, unique("u"));
  await client.ask(OP.join, { id });
  for (const cursor of ["nonsense", "", "AAAA", 5, "=" + "x".repeat(50)]) {
    await client.refused(400, OP.members, { id, cursor });
  }
});

Deno.test("a creator who leaves and joins again finds the room as it was, but for the creator", async () => {
  const [id, user] = [unique("room"), unique("u")];
  await using a = await ObservedClient.login(gim.ws, user);
  await using b = await ObservedClient.login(gim.ws, unique("u"));
  const first = await a.ask(OP.join, { id, name: "Lobby" });
  await b.ask(OP.join, { id });
  await a.ask(OP.leave, { id });
  const { chatroom } = await a.ask(OP.join, { id });
  // Somebody else has become the creator.
  const { creator } = chatroom;
  assertEquals(creator === user, false);
  assertEquals(chatroom, { ...first.chatroom, creator, member_count: 2 });
});

Deno.test("a membership event is no push of messages", async () => {
  const id = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await using b = await ObservedClient.login(gim.ws, unique("u"));
  for (const client of [a, b]) await client.ask(OP.join, { id });
  await a.event("joined");
  const pushes = await a.unread();
  assertEquals(pushes.filter(({ op }) => op === PUSH.messages), []);
});
