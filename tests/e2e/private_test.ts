import {
  assert,
  assertEquals,
  assertFalse,
  assertObjectMatch,
} from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { OP, PRIVATE, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { get, tokenFor } from "../helpers/http.ts";

const gim = serviceOfThisFile();
const COUNT = 100;

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `message ${index}`);
}

/** The contents of the next pushes; those of one turn may come in one. */
async function contents(
  client: ObservedClient,
  count: number,
): Promise<string[]> {
  const all: string[] = [];
  while (all.length < count) {
    const { items, missed } = await client.push();
    assertEquals(missed, 0);
    all.push(...items.map(({ content }) => content));
  }
  return all;
}

Deno.test("a private message is pushed to its receiver with all its fields", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice, { name: "Alice" });
  await using b = await ObservedClient.login(gim.ws, bob, { name: "Bob" });
  const sent = await a.tell(bob, "hello", { category: "picture" });
  const push = await b.push();
  assertEquals(push, {
    session: { id: `2:${alice}`, type: 2, title: "Alice" },
    items: [{
      id: sent.id,
      session_id: `2:${alice}`,
      sender: { id: alice, name: "Alice" },
      category: "picture",
      content: "hello",
      sequence: 0,
      status: 1,
      created_at: sent.created_at,
    }],
    missed: 0,
  });
});

Deno.test("a send is answered with the stored message's id and not its content", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const before = Date.now();
  const sent = await a.tell(bob, "hello");
  const keys = ["created_at", "id", "sequence", "session_id"];
  assertEquals(Object.keys(sent).sort(), keys);
  assertEquals([sent.session_id, sent.sequence], [`2:${bob}`, 0]);
  assert(before <= sent.created_at && sent.created_at <= Date.now());
});

Deno.test("every private message reaches all connections of the receiver and the sender's other ones, in order", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await using otherA = await ObservedClient.login(gim.ws, alice);
  await using b = await ObservedClient.login(gim.ws, bob);
  await using otherB = await ObservedClient.login(gim.ws, bob);
  const all = numbered(COUNT);
  for (const content of all) {
    a.post(OP.send, { type: PRIVATE, target_id: bob, content });
  }
  for (const client of [b, otherB, otherA]) {
    assertEquals(await contents(client, COUNT), all);
    assertEquals(await client.unread(), []);
  }
});

Deno.test("the sending connection is not pushed its own message", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await using b = await ObservedClient.login(gim.ws, bob);
  await a.tell(bob, "hello");
  await b.push();
  assertEquals(await a.unread(), []);
});

Deno.test("the sender's other connection sees the session from the sender's side", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice, { name: "Alice" });
  await using other = await ObservedClient.login(gim.ws, alice);
  await using _b = await ObservedClient.login(gim.ws, bob, { name: "Bob" });
  await a.tell(bob, "hello");
  const { session, items } = await other.push();
  assertEquals(session, { id: `2:${bob}`, type: 2, title: "Bob" });
  assertEquals(items[0]?.session_id, `2:${bob}`);
  assertEquals(items[0]?.sender, { id: alice, name: "Alice" });
});

Deno.test("a message to a user who has not logged in yet waits for them", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  const first = await a.tell(bob, "are you there?");
  await a.tell(bob, "call me");
  await using b = await ObservedClient.login(gim.ws, bob);
  const { items } = await b.ask(OP.history, { session_id: `2:${alice}` });
  const found = items.map(({ content }) => content);
  assertEquals(found, ["are you there?", "call me"]);
  assertEquals(items[0]?.id, first.id);
  const sessions = await b.ask(OP.sessions);
  assertObjectMatch(sessions, {
    items: [{ id: `2:${alice}`, last: { content: "call me" } }],
  });
});

Deno.test("a message to a user who is away waits for them", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await using gone = await ObservedClient.login(gim.ws, bob);
  await gone.close();
  await a.tell(bob, "hello");
  await using b = await ObservedClient.login(gim.ws, bob);
  const { items } = await b.ask(OP.history, { session_id: `2:${alice}` });
  assertEquals(items.map(({ content }) => content), ["hello"]);
});

Deno.test("a message to oneself is a 400", async () => {
  const alice = unique("alice");
  await using a = await ObservedClient.login(gim.ws, alice);
  const body = { type: PRIVATE, target_id: alice, content: "note to self" };
  await a.refused(400, OP.send, body);
  assertEquals((await a.ask(OP.sessions)).items, []);
});

Deno.test("nobody else is pushed a private message", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await using b = await ObservedClient.login(gim.ws, bob);
  await using eve = await ObservedClient.login(gim.ws, unique("eve"));
  await using stranger = await TestClient.connect(gim.ws);
  await a.tell(bob, "secret");
  await b.push();
  assertEquals(await eve.unread(), []);
  assertEquals(await stranger.unread(), []);
});

Deno.test("a private message that is sent over HTTP is pushed alike", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await using b = await ObservedClient.login(gim.ws, bob);
  const token = await tokenFor(gim.http, alice);
  const body = { type: PRIVATE, target_id: bob, content: "by HTTP" };
  await get(gim.http, "POST /messages", { token, body });
  for (const client of [a, b]) {
    assertEquals((await client.push()).items[0]?.content, "by HTTP");
  }
});

Deno.test("content comes back as it was sent", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await using b = await ObservedClient.login(gim.ws, bob);
  const all = [
    " ",
    "a\nb\t\0c",
    '{"x":"\\"}',
    "日本 😀 é é",
    "</script>\u2028",
  ];
  for (const content of all) {
    await a.tell(bob, content);
    assertEquals((await b.push()).items[0]?.content, content);
  }
  const { items } = await a.ask(OP.history, { session_id: `2:${bob}` });
  assertEquals(items.map(({ content }) => content), all);
  assertFalse(items.some(({ category }) => category !== "text"));
});
