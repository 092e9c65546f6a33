import { assertEquals } from "@std/assert";
import {
  CHATROOM,
  type Message,
  OP,
  PRIVATE,
  PUSH,
  unique,
} from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { call, get, refusal, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { ProtoClient } from "../helpers/proto_client.ts";
import { TestClient } from "../helpers/client.ts";

const gim = serviceOfThisFile(
  ...["--enable-message-sequence", "--message-push-duration", "50ms"],
);
const off = serviceOfThisFile("--message-push-duration", "50ms");

const DATA = JSON.parse(
  '{"__proto__":{"polluted":true},"constructor":null,"a":[1,{"b":"é\\u0000\\""}],"big":9007199254740991}',
);

/** What a message has of its own beside the usual fields. */
function extrasOf(message: Message | undefined): object {
  const { data, reply_to, mentions, priority } = Object(message);
  return JSON.parse(JSON.stringify({ data, reply_to, mentions, priority }));
}

Deno.test("what a message has besides its content reaches everybody in every encoding, wherever it is read", async () => {
  for (let encoding = 0; encoding < 4; encoding++) {
    const [alice, bob] = [unique("alice"), unique("bob")];
    await using a = await ObservedClient.login(gim.ws, alice);
    await using b = await ObservedClient.login(gim.ws, bob);
    const first = await a.tell(bob, "plain");
    const more = { data: DATA, reply_to: first.id, mentions: [bob, "x"] };
    await a.tell(bob, "rich", more);
    const expected = JSON.parse(JSON.stringify(more));
    // Both are in one push where they come in one turn.
    const pushed: Message[] = [];
    while (pushed.length < 2) pushed.push(...(await b.push()).items);
    assertEquals(pushed.map(extrasOf), [{}, expected]);
    const session_id = `2:${alice}`;
    const { items } = await b.ask(OP.history, { session_id });
    assertEquals(items.map(extrasOf), [{}, expected]);
    const synced = await b.ask(OP.sync, { session_id, after_sequence: 1 });
    assertEquals(synced.items.map(extrasOf), [expected]);
    const { items: [session] } = await b.ask(OP.sessions);
    assertEquals(extrasOf(session?.last ?? undefined), expected);
    const token = await tokenFor(gim.http, bob);
    const page = await get<{ items: Message[] }>(
      gim.http,
      `GET /sessions/${session_id}/messages`,
      { token },
    );
    assertEquals(page.items.map(extrasOf), [{}, expected]);
    assertEquals(Object(page.items[1]).data.polluted, undefined);
  }
});

Deno.test("hostile keys of data come back as they are, and harm nothing", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await TestClient.login(gim.ws, alice);
  await using b = await TestClient.login(gim.ws, bob);
  const data = '{"__proto__":{"polluted":true},"toString":1}';
  const body = `{"type":2,"target_id":"${bob}","content":"x","data":${data}}`;
  a.send(`{"op":201,"body":${JSON.stringify(body)}}`);
  const { items: [message] } = await b.push();
  assertEquals(JSON.stringify(message?.data), data);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("data beyond 1 KiB is a 413, and what is no object a 400", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  // {"a":"…"} has 8 bytes beside the text.
  await a.tell(bob, "x", { data: { a: "é".repeat(508) } });
  const to = { type: PRIVATE, target_id: bob, content: "x" };
  await a.refused(413, OP.send, { ...to, data: { a: "é".repeat(508) + "a" } });
  const token = await tokenFor(gim.http, alice);
  for (const data of [[], "text", 1]) {
    await refusal(400, gim.http, "POST /messages", {
      token,
      body: { ...to, data },
    });
  }
});

Deno.test("mentions are 1 to 50 ids or everybody, and the message names the field", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  const token = await tokenFor(gim.http, alice);
  const many = Array.from({ length: 50 }, (_, at) => `user-${at}`);
  await a.tell(bob, "x", { mentions: many });
  const wrong = [[], [...many, "one-more"], ["*", bob], ["-"], [1], bob];
  for (const mentions of wrong) {
    const body = { type: PRIVATE, target_id: bob, content: "x", mentions };
    const msg = await refusal(400, gim.http, "POST /messages", {
      token,
      body,
    });
    assertEquals(msg.startsWith("mentions: "), true, msg);
  }
});

Deno.test("priorities, and mentioning everybody, are for chatrooms", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  const to = { type: PRIVATE, target_id: bob, content: "x" };
  const wrong = [
    { priority: "low" },
    { priority: "normal" },
    { priority: "high" },
    { mentions: ["*"] },
  ];
  for (const more of wrong) {
    await a.refused(400, OP.send, { ...to, ...more });
  }
  const room = unique("room");
  await a.ask(OP.join, { id: room });
  const body = { type: CHATROOM, target_id: room, content: "x" };
  await a.refused(400, OP.send, { ...body, priority: "urgent" });
});

Deno.test("a high priority, or mentioning everybody, without the rank is a 403 that says why", async () => {
  const room = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const bob = unique("bob");
  await using b = await ObservedClient.login(gim.ws, bob);
  for (const each of [a, b]) await each.ask(OP.join, { id: room });
  const to = { type: CHATROOM, target_id: room, content: "x" };
  const token = await tokenFor(gim.http, bob);
  for (const more of [{ priority: "high" }, { mentions: ["*"] }]) {
    const body = { ...to, ...more };
    const { code, data } = await call(gim.http, "POST /messages", {
      token,
      body,
    });
    assertEquals([code, data], [403, { reason: "role" }]);
    await a.ask(OP.send, { ...to, ...more });
  }
  const session_id = `1:${room}`;
  const { items } = await b.ask(OP.history, { session_id });
  assertEquals(items.map(extrasOf), [
    { priority: "high" },
    { mentions: ["*"] },
  ]);
});

Deno.test("a reply to what is not kept in the session is a 404", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  const { id: elsewhere } = await a.tell(unique("carol"), "x");
  const to = { type: PRIVATE, target_id: bob, content: "x" };
  for (const reply_to of [elsewhere, "nothing"]) {
    await a.refused(404, OP.send, { ...to, reply_to });
  }
});

Deno.test("in protobuf a message's data is its JSON as a text", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ProtoClient.login(gim.ws, alice);
  await using b = await ProtoClient.login(gim.ws, bob);
  const to = { type: PRIVATE, target_id: bob, content: "x" };
  const data = '{"__proto__":1,"a":[true]}';
  await a.ask(OP.send, { ...to, data, mentions: [bob] });
  const { items: [message] } = await b.push(PUSH.messages);
  assertEquals([message.data, message.mentions], [data, [bob]]);
  for (const wrong of ["", "{", "[]", "1"]) {
    const refused = await a.request(OP.send, { ...to, data: wrong });
    assertEquals(refused.code, 400);
  }
});

Deno.test("a session says how many unread messages mention its user, the same over HTTP", async () => {
  const room = unique("room");
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  await using b = await ObservedClient.login(gim.ws, bob);
  for (const each of [a, b]) await each.ask(OP.join, { id: room });
  await a.say(room, "x", { mentions: [bob] });
  const { id } = await a.say(room, "x", { mentions: ["*"] });
  await a.say(room, "x", { mentions: [alice] });
  const mentioned = async () => {
    const { items: [session] } = await b.ask(OP.sessions, { type: 1 });
    const token = await tokenFor(gim.http, bob);
    const line = "GET /sessions?type=1";
    const page = await get<{ items: unknown }>(gim.http, line, { token });
    assertEquals(page.items, [session]);
    return [session?.unread, session?.mentioned];
  };
  assertEquals(await mentioned(), [3, 2]);
  await a.ask(OP.recall, { session_id: `1:${room}`, message_id: id });
  assertEquals(await mentioned(), [3, 1]);
  await b.ask(OP.read, { session_id: `1:${room}`, sequence: 1 });
  assertEquals(await mentioned(), [2, 0]);
});

Deno.test("with sequence off nothing is counted as a mention", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(off.ws, alice);
  await using b = await ObservedClient.login(off.ws, bob);
  await a.tell(bob, "x", { mentions: [bob] });
  const { items: [session] } = await b.ask(OP.sessions);
  assertEquals([session?.mentioned, session?.last?.mentions], [0, [bob]]);
});
