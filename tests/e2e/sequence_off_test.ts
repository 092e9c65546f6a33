import { assertEquals, assertMatch } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { OP, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { refusal, tokenFor } from "../helpers/http.ts";

const gim = serviceOfThisFile("--enable-message-sequence=false");

Deno.test("with sequence off every number on the wire is 0", async () => {
  const [alice, bob, room] = [unique("a"), unique("b"), unique("room")];
  await using a = new ObservedClient(gim.ws);
  assertEquals((await a.login(alice)).sequence, false);
  await using b = await ObservedClient.login(gim.ws, bob);
  for (const client of [a, b]) await client.ask(OP.join, { id: room });
  assertEquals((await a.tell(bob, "x")).sequence, 0);
  assertEquals((await b.push()).items[0]?.sequence, 0);
  assertEquals((await a.say(room, "y")).sequence, 0);
  assertEquals((await b.push()).items[0]?.sequence, 0);
  for (const session_id of [`2:${bob}`, `1:${room}`]) {
    const { items } = await a.ask(OP.history, { session_id });
    assertEquals(items.map(({ sequence }) => sequence), [0]);
  }
  const { items } = await b.ask(OP.sessions);
  assertEquals(items.length, 2);
  for (const { unread, last_sequence, read_sequence, last } of items) {
    const numbers = [unread, last_sequence, read_sequence, last?.sequence];
    assertEquals(numbers, [0, 0, 0, 0]);
  }
});

Deno.test("with sequence off sync, read and recall are a 409", async () => {
  const [bob, room] = [unique("b"), unique("room")];
  await using a = await ObservedClient.login(gim.ws, unique("a"));
  await a.ask(OP.join, { id: room });
  const ids = [
    [`2:${bob}`, (await a.tell(bob, "x")).id],
    [`1:${room}`, (await a.say(room, "x")).id],
  ];
  for (const [session_id, message_id] of ids) {
    const messages = [
      await a.refused(409, OP.sync, { session_id, after_sequence: 0 }),
      await a.refused(409, OP.read, { session_id, sequence: 0 }),
      await a.refused(409, OP.recall, { session_id, message_id }),
    ];
    for (const msg of messages) assertMatch(msg, /sequence/);
  }
});

Deno.test("with sequence off sync, read and recall are a 409 over HTTP too", async () => {
  const [alice, bob] = [unique("a"), unique("b")];
  await using a = await ObservedClient.login(gim.ws, alice);
  const { id } = await a.tell(bob, "x");
  const token = await tokenFor(gim.http, alice);
  const session = `/sessions/2:${bob}`;
  const messages = `${session}/messages`;
  const lines: [line: string, body?: object][] = [
    [`GET ${messages}?after_sequence=0`],
    [`POST ${session}/read`, { sequence: 1 }],
    [`DELETE ${messages}/${id}`],
  ];
  for (const [line, body] of lines) {
    await refusal(409, gim.http, line, { token, body });
  }
});

Deno.test("sync, read and recall need a login whether sequence is on or not", async () => {
  await using a = await TestClient.connect(gim.ws);
  await a.refused(401, OP.sync, { session_id: "2:b", after_sequence: 0 });
  await a.refused(401, OP.read, { session_id: "2:b", sequence: 0 });
  await a.refused(401, OP.recall, { session_id: "2:b", message_id: "x" });
});
