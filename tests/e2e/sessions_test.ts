import { assertEquals, assertObjectMatch } from "@std/assert";
import { ObservedClient } from "../helpers/observed_client.ts";
import {
  CHATROOM,
  OP,
  PRIVATE,
  type Session,
  unique,
} from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { nextMillisecond } from "../helpers/promises.ts";

const gim = serviceOfThisFile();

async function listOf(
  client: ObservedClient,
  body: object = {},
): Promise<readonly Session[]> {
  return (await client.ask(OP.sessions, { count: 100, ...body })).items;
}

async function idsOf(client: ObservedClient, body?: object): Promise<string[]> {
  return (await listOf(client, body)).map(({ id }) => id);
}

Deno.test("a new user has no sessions", async () => {
  await using client = await ObservedClient.login(gim.ws, unique("u"));
  assertEquals(await client.ask(OP.sessions), { items: [] });
});

Deno.test("a private session is listed from its first message, to both", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice, { name: "Alice" });
  await using b = await ObservedClient.login(gim.ws, bob, { name: "Bob" });
  const { id, created_at } = await a.tell(bob, "hello", {
    request_id: "r1",
  });
  const last = {
    id,
    sender: { id: alice, name: "Alice" },
    category: "text",
    content: "hello",
    sequence: 0,
    status: 1,
    created_at,
  };
  const common = {
    type: PRIVATE,
    unread: 0,
    mentioned: 0,
    last_sequence: 0,
    read_sequence: 0,
    updated_at: created_at,
  };
  const mine = { id: `2:${bob}`, title: "Bob", ...common };
  const theirs = { id: `2:${alice}`, title: "Alice", ...common };
  assertEquals(await listOf(a), [
    { ...mine, last: { ...last, session_id: mine.id, request_id: "r1" } },
  ]);
  assertEquals(await listOf(b), [
    { ...theirs, last: { ...last, session_id: theirs.id } },
  ]);
});

Deno.test("the peer who has not logged in yet is titled by the id", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await a.tell(bob, "hello");
  assertEquals((await listOf(a))[0]?.title, bob);
});

Deno.test("a room is listed from joining until leaving", async () => {
  const id = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  const before = Date.now();
  await a.ask(OP.join, { id, name: "Lobby" });
  const [session] = await listOf(a);
  const { updated_at, ...rest } = session!;
  assertEquals(rest, {
    id: `1:${id}`,
    type: CHATROOM,
    title: "Lobby",
    last: null,
    unread: 0,
    mentioned: 0,
    last_sequence: 0,
    read_sequence: 0,
  });
  assertEquals(updated_at >= before && updated_at <= Date.now(), true);
  const { created_at } = await a.say(id, "hello");
  const [busy] = await listOf(a);
  assertEquals(busy?.updated_at, created_at);
  assertEquals(busy?.last?.content, "hello");
  await a.ask(OP.leave, { id });
  assertEquals(await listOf(a), []);
});

Deno.test("the newest activity comes first", async () => {
  const [room, bob, carol] = [unique("room"), unique("bob"), unique("carol")];
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await using b = await ObservedClient.login(gim.ws, unique("other"));
  await a.tell(bob, "one");
  await nextMillisecond();
  await a.ask(OP.join, { id: room });
  await nextMillisecond();
  await a.tell(carol, "two");
  const ids = { room: `1:${room}`, bob: `2:${bob}`, carol: `2:${carol}` };
  assertEquals(await idsOf(a), [ids.carol, ids.room, ids.bob]);
  await nextMillisecond();
  await a.tell(bob, "three");
  assertEquals(await idsOf(a), [ids.bob, ids.carol, ids.room]);
  await b.ask(OP.join, { id: room });
  await nextMillisecond();
  await b.say(room, "four");
  assertEquals(await idsOf(a), [ids.room, ids.bob, ids.carol]);
});

Deno.test("a list can be of one type only", async () => {
  const [room, bob] = [unique("room"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await a.ask(OP.join, { id: room });
  await a.tell(bob, "hello");
  assertEquals(await idsOf(a, { type: CHATROOM }), [`1:${room}`]);
  assertEquals(await idsOf(a, { type: PRIVATE }), [`2:${bob}`]);
  assertEquals((await idsOf(a)).length, 2);
});

Deno.test("a list can be paged through, in order and without gaps", async () => {
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const seqs: number[] = [];
  for (let count = 0; count < 25; count++) {
    const target_id = unique("peer");
    seqs.push(a.post(OP.send, { type: PRIVATE, target_id, content: "x" }));
  }
  for (const seq of seqs) await a.reply(OP.send, seq);
  await a.ask(OP.join, { id: unique("room") });
  for (const [type, total] of [[undefined, 26], [PRIVATE, 25]] as const) {
    const found: Session[] = [];
    let cursor: string | undefined;
    do {
      const page = await a.ask(OP.sessions, { type, count: 10, cursor });
      const full = page.next_cursor !== undefined;
      assertEquals(full ? page.items.length : 10, 10);
      found.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    assertEquals(found, [...await listOf(a, { type })]);
    assertEquals(new Set(found.map(({ id }) => id)).size, total);
    const times = found.map(({ updated_at }) => updated_at);
    assertEquals(times, times.toSorted((x, y) => y - x));
  }
});

Deno.test("a page that ends with the last session has no cursor", async () => {
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  for (let count = 0; count < 20; count++) await a.tell(unique("peer"), "x");
  const page = await a.ask(OP.sessions);
  assertEquals([page.items.length, page.next_cursor], [20, undefined]);
  assertEquals("next_cursor" in page, false);
});

Deno.test("a cursor that no list returned is a 400", async () => {
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const bad = ["nonsense", "", "AAAA", "%", "😀", "x".repeat(1000), 5, {}];
  for (const cursor of bad) {
    const msg = await a.refused(400, OP.sessions, { cursor });
    assertEquals(msg.includes("cursor"), true, msg);
  }
});

Deno.test("a cursor of the members list is a 400", async () => {
  const id = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await using b = await ObservedClient.login(gim.ws, unique("bob"));
  for (const client of [a, b]) await client.ask(OP.join, { id });
  const page = await a.ask(OP.members, { id, count: 1 });
  await a.refused(400, OP.sessions, { cursor: page.next_cursor });
});

Deno.test("a peer's new name becomes the title", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await a.tell(bob, "hello");
  await using _b = await ObservedClient.login(gim.ws, bob, { name: "Bob" });
  assertObjectMatch((await listOf(a))[0]!, { title: "Bob" });
});
