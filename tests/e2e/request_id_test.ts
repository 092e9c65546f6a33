import { assertEquals, assertNotEquals } from "@std/assert";
import { ObservedClient } from "../helpers/observed_client.ts";
import {
  CHATROOM,
  type Message,
  OP,
  PRIVATE,
  type Sent,
  unique,
} from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { get, refusal, tokenFor } from "../helpers/http.ts";

const gim = serviceOfThisFile("--message-push-duration", "50ms");
const request_id = "retry-1";

async function historyOf(
  client: ObservedClient,
  session_id: string,
): Promise<readonly Message[]> {
  return (await client.ask(OP.history, { session_id })).items;
}

Deno.test("a repeated request_id is answered with the same id and stores nothing", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await using b = await ObservedClient.login(gim.ws, bob);
  const first = await a.tell(bob, "once", { request_id });
  assertEquals(await a.tell(bob, "once", { request_id }), first);
  await b.push();
  assertEquals(await b.unread(), []);
  assertEquals((await historyOf(a, `2:${bob}`)).length, 1);
});

Deno.test("a request_id holds over a reconnect and over HTTP", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using lost = await ObservedClient.login(gim.ws, alice);
  const first = await lost.tell(bob, "once", { request_id });
  await lost.close();
  await using a = await ObservedClient.login(gim.ws, alice);
  assertEquals(await a.tell(bob, "once", { request_id }), first);
  const token = await tokenFor(gim.http, alice);
  const body = { type: PRIVATE, target_id: bob, content: "once", request_id };
  const again = await get<Sent>(gim.http, "POST /messages", { token, body });
  assertEquals(again, first);
  assertEquals((await historyOf(a, `2:${bob}`)).length, 1);
});

Deno.test("a request_id that is sent twice in one go is stored once", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const body = { type: PRIVATE, target_id: bob, content: "once", request_id };
  const seqs = [1, 2, 3].map(() => a.post(OP.send, body));
  const ids = new Set<string>();
  for (const seq of seqs) {
    ids.add(((await a.reply(OP.send, seq)).data as Sent).id);
  }
  assertEquals(ids.size, 1);
  assertEquals((await historyOf(a, `2:${bob}`)).length, 1);
});

Deno.test("a request_id with another content is a 409 and stores nothing", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await a.tell(bob, "one", { request_id });
  const body = { type: PRIVATE, target_id: bob, content: "two", request_id };
  await a.refused(409, OP.send, body);
  const token = await tokenFor(gim.http, alice);
  await refusal(409, gim.http, "POST /messages", { token, body });
  const items = await historyOf(a, `2:${bob}`);
  assertEquals(items.map(({ content }) => content), ["one"]);
});

Deno.test("a request_id counts per sender and session", async () => {
  const [alice, bob, carol] = [unique("a"), unique("b"), unique("c")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await using b = await ObservedClient.login(gim.ws, bob);
  const one = await a.tell(bob, "x", { request_id });
  const two = await a.tell(carol, "y", { request_id });
  const three = await b.tell(alice, "z", { request_id });
  assertEquals(new Set([one.id, two.id, three.id]).size, 3);
  assertEquals((await historyOf(a, `2:${bob}`)).length, 2);
});

Deno.test("messages without a request_id are all stored", async () => {
  const bob = unique("bob");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const one = await a.tell(bob, "same");
  assertNotEquals((await a.tell(bob, "same")).id, one.id);
});

Deno.test("a private message's request_id is shown to its sender only", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await using other = await ObservedClient.login(gim.ws, alice);
  await using b = await ObservedClient.login(gim.ws, bob);
  await a.tell(bob, "x", { request_id });
  assertEquals((await other.push()).items[0]?.request_id, request_id);
  const pushed = (await b.push()).items[0]!;
  assertEquals("request_id" in pushed, false);
  assertEquals((await historyOf(a, `2:${bob}`))[0]?.request_id, request_id);
  const [seen] = await historyOf(b, `2:${alice}`);
  assertEquals("request_id" in seen!, false);
  const mine = (await a.ask(OP.sessions)).items[0]?.last;
  const theirs = (await b.ask(OP.sessions)).items[0]?.last;
  assertEquals(mine?.request_id, request_id);
  assertEquals("request_id" in theirs!, false);
});

Deno.test("a chatroom message's request_id is shown to its sender only", async () => {
  const id = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await using b = await ObservedClient.login(gim.ws, unique("bob"));
  for (const client of [a, b]) await client.ask(OP.join, { id });
  await a.say(id, "x", { request_id });
  const pushed = (await b.push()).items[0]!;
  assertEquals("request_id" in pushed, false);
  const [seen] = await historyOf(b, `1:${id}`);
  assertEquals("request_id" in seen!, false);
  assertEquals((await historyOf(a, `1:${id}`))[0]?.request_id, request_id);
});

Deno.test("a repeated request_id in a chatroom is pushed once", async () => {
  const id = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await a.ask(OP.join, { id });
  const body = { type: CHATROOM, target_id: id, content: "x", request_id };
  await a.ask(OP.send, body);
  await a.ask(OP.send, body);
  await a.say(id, "last");
  const contents: string[] = [];
  while (contents.at(-1) !== "last") {
    const { items } = await a.push();
    contents.push(...items.map(({ content }) => content));
  }
  assertEquals(contents, ["x", "last"]);
});
