import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { ObservedClient } from "../helpers/observed_client.ts";
import {
  CHATROOM,
  type Message,
  OP,
  PRIVATE,
  unique,
} from "../helpers/contract.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";

const gim = serviceOfThisFile();

/** Sends many messages in one go and waits for all the answers. */
async function sendAll(
  client: ObservedClient,
  to: { type: number; target_id: string },
  count: number,
): Promise<string[]> {
  const contents = Array.from({ length: count }, (_, index) => `m${index}`);
  const seqs = contents.map((content) =>
    client.post(OP.send, { ...to, content })
  );
  for (const seq of seqs) {
    assertEquals((await client.reply(OP.send, seq)).code, 0);
  }
  return contents;
}

/** The sizes of the pages from the newest to the oldest, and all they hold. */
async function pageBack(
  client: ObservedClient,
  session_id: string,
  count: number | undefined,
): Promise<{ sizes: number[]; messages: Message[] }> {
  const messages: Message[] = [];
  const sizes: number[] = [];
  for (let more = true; more;) {
    const message_id = messages[0]?.id;
    const body = { session_id, count, message_id };
    const { items, has_more } = await client.ask(OP.history, body);
    messages.unshift(...items);
    sizes.push(items.length);
    more = has_more;
  }
  return { sizes, messages };
}

Deno.test("a private history can be paged through to its beginning", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const sent = await sendAll(a, { type: PRIVATE, target_id: bob }, 45);
  const { sizes, messages } = await pageBack(a, `2:${bob}`, 10);
  assertEquals(sizes, [10, 10, 10, 10, 5]);
  assertEquals(messages.map(({ content }) => content), sent);
});

Deno.test("a chatroom's history can be paged through to its beginning", async () => {
  const id = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await a.ask(OP.join, { id });
  const sent = await sendAll(a, { type: CHATROOM, target_id: id }, 45);
  const { sizes, messages } = await pageBack(a, `1:${id}`, 15);
  assertEquals(sizes, [15, 15, 15]);
  assertEquals(messages.map(({ content }) => content), sent);
});

Deno.test("a page has 20 messages where nothing is said", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await sendAll(a, { type: PRIVATE, target_id: bob }, 45);
  const { sizes } = await pageBack(a, `2:${bob}`, undefined);
  assertEquals(sizes, [20, 20, 5]);
});

Deno.test("message ids sort by creation, and so do the times", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await sendAll(a, { type: PRIVATE, target_id: bob }, 100);
  const { messages } = await pageBack(a, `2:${bob}`, 100);
  const ids = messages.map(({ id }) => id);
  assertEquals(ids, ids.toSorted());
  assertEquals(new Set(ids).size, 100);
  for (const [index, { created_at }] of messages.slice(1).entries()) {
    assertGreaterOrEqual(created_at, messages[index]!.created_at);
  }
});

Deno.test("both parties and all connections see one history", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await using b = await ObservedClient.login(gim.ws, bob);
  await a.tell(bob, "ping");
  await b.tell(alice, "pong");
  const mine = await a.ask(OP.history, { session_id: `2:${bob}` });
  const theirs = await b.ask(OP.history, { session_id: `2:${alice}` });
  const ids = mine.items.map(({ id }) => id);
  assertEquals(theirs.items.map(({ id }) => id), ids);
  assertEquals(mine.items.map(({ content }) => content), ["ping", "pong"]);
  for (const each of mine.items) assertEquals(each.session_id, `2:${bob}`);
  for (const each of theirs.items) assertEquals(each.session_id, `2:${alice}`);
});

Deno.test("there is nothing before the oldest message", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const { id } = await a.tell(bob, "first");
  await a.tell(bob, "second");
  const body = { session_id: `2:${bob}`, message_id: id };
  assertEquals(await a.ask(OP.history, body), { items: [], has_more: false });
});

Deno.test("a private session without messages is empty", async () => {
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await using _b = await ObservedClient.login(gim.ws, "silent-bob");
  for (const session_id of ["2:silent-bob", `2:${unique("nobody")}`]) {
    const page = await a.ask(OP.history, { session_id });
    assertEquals(page, { items: [], has_more: false });
  }
});

Deno.test("the original's three-part id is understood from a party of it", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await using b = await ObservedClient.login(gim.ws, bob);
  await using eve = await ObservedClient.login(gim.ws, unique("eve"));
  await a.tell(bob, "hello");
  for (const session_id of [`2:${alice}:${bob}`, `2:${bob}:${alice}`]) {
    const [mine] = (await a.ask(OP.history, { session_id })).items;
    const [theirs] = (await b.ask(OP.history, { session_id })).items;
    assertEquals([mine?.content, mine?.session_id], ["hello", `2:${bob}`]);
    assertEquals([theirs?.content, theirs?.session_id], [
      "hello",
      `2:${alice}`,
    ]);
    await eve.refused(403, OP.history, { session_id });
  }
});

Deno.test("a message id that is not of the session is a 404", async () => {
  const [bob, carol] = [unique("bob"), unique("carol")];
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const { id } = await a.tell(bob, "to bob");
  await a.tell(carol, "to carol");
  const room = unique("room");
  await a.ask(OP.join, { id: room });
  for (const message_id of [id, "nonsense", "0", id + "0"]) {
    for (const session_id of [`2:${carol}`, `1:${room}`]) {
      await a.refused(404, OP.history, { session_id, message_id });
    }
  }
});

Deno.test("over --history-limit the oldest messages go, and are a 404", async () => {
  await using small = await Gim.start({ args: ["--history-limit", "10"] });
  await using a = await ObservedClient.login(small.ws, "alice");
  await a.ask(OP.join, { id: "room" });
  const targets = [
    { type: PRIVATE, target_id: "bob", session_id: "2:bob" },
    { type: CHATROOM, target_id: "room", session_id: "1:room" },
  ];
  for (const { session_id, ...to } of targets) {
    const { id } = await a.ask(OP.send, { ...to, content: "the first" });
    const sent = await sendAll(a, to, 14);
    const { sizes, messages } = await pageBack(a, session_id, 4);
    assertEquals(sizes, [4, 4, 2]);
    assertEquals(messages.map(({ content }) => content), sent.slice(-10));
    await a.refused(404, OP.history, { session_id, message_id: id });
  }
});
