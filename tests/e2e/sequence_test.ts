import { assertEquals } from "@std/assert";
import { ObservedClient } from "../helpers/observed_client.ts";
import {
  CHATROOM,
  type Message,
  OP,
  PRIVATE,
  type Session,
  unique,
} from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { get, tokenFor } from "../helpers/http.ts";

const LIMIT = 50;
const gim = serviceOfThisFile(
  "--enable-message-sequence=true",
  ...["--history-limit", String(LIMIT)],
  ...["--message-push-duration", "50ms"],
);

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function sequencesOf(items: readonly Message[]): number[] {
  return items.map(({ sequence }) => sequence);
}

async function sessionOf(client: ObservedClient, id: string): Promise<Session> {
  const { items } = await client.ask(OP.sessions, { count: 100 });
  return items.find((each) => each.id === id)!;
}

/** Two users, and what they call the session between them. */
async function pair() {
  const [alice, bob] = [unique("alice"), unique("bob")];
  const a = await ObservedClient.login(gim.ws, alice);
  const b = await ObservedClient.login(gim.ws, bob);
  return { a, b, alice, bob, fromA: `2:${bob}`, fromB: `2:${alice}` };
}

Deno.test("the messages of a session are numbered from 1 without gaps", async () => {
  const { a, b, alice, bob, fromA } = await pair();
  await using _a = a;
  await using _b = b;
  const seen: number[] = [];
  for (let count = 0; count < 5; count++) {
    seen.push((await a.tell(bob, "x")).sequence);
    seen.push((await b.tell(alice, "y")).sequence);
  }
  assertEquals(seen, numbersFrom(1, 10));
  const pushed = await a.push();
  assertEquals(sequencesOf(pushed.items), [2]);
  const { items } = await a.ask(OP.history, { session_id: fromA });
  assertEquals(sequencesOf(items), numbersFrom(1, 10));
  assertEquals((await a.tell(unique("other"), "x")).sequence, 1);
});

Deno.test("messages that many connections send at once are numbered without gaps", async () => {
  const room = unique("room");
  const clients = await Promise.all(
    [1, 2, 3, 4].map(() => ObservedClient.login(gim.ws, unique("u"))),
  );
  for (const client of clients) await client.ask(OP.join, { id: room });
  const sent = await Promise.all(
    clients.flatMap((each) =>
      numbersFrom(1, 10).map((n) => each.say(room, `${n}`))
    ),
  );
  const numbers = sent.map(({ sequence }) => sequence);
  assertEquals(numbers.toSorted((x, y) => x - y), numbersFrom(1, 40));
  for (const client of clients) await client.close();
});

Deno.test("a repeated request_id takes no number", async () => {
  const { a, b, bob } = await pair();
  await using _a = a;
  await using _b = b;
  const request_id = "once";
  assertEquals((await a.tell(bob, "x", { request_id })).sequence, 1);
  assertEquals((await a.tell(bob, "x", { request_id })).sequence, 1);
  assertEquals((await a.tell(bob, "y")).sequence, 2);
});

Deno.test("the session list says where one stands", async () => {
  const { a, b, alice, bob, fromA, fromB } = await pair();
  await using _a = a;
  await using _b = b;
  for (let count = 0; count < 3; count++) await a.tell(bob, "x");
  const theirs = await sessionOf(b, fromB);
  assertEquals([theirs.unread, theirs.last_sequence], [3, 3]);
  assertEquals(theirs.last?.sequence, 3);
  assertEquals((await sessionOf(a, fromA)).unread, 0);
  await b.tell(alice, "y");
  assertEquals((await sessionOf(b, fromB)).unread, 0);
  const mine = await sessionOf(a, fromA);
  assertEquals([mine.unread, mine.last_sequence], [1, 4]);
});

Deno.test("who joins a room has nothing unread in it", async () => {
  const room = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await a.ask(OP.join, { id: room });
  for (let count = 0; count < 3; count++) await a.say(room, "x");
  await using b = await ObservedClient.login(gim.ws, unique("bob"));
  await b.ask(OP.join, { id: room });
  const before = await sessionOf(b, `1:${room}`);
  assertEquals([before.unread, before.last_sequence], [0, 3]);
  await a.say(room, "y");
  assertEquals((await sessionOf(b, `1:${room}`)).unread, 1);
});

Deno.test("sync pages forwards through a session", async () => {
  const { a, b, bob, fromB } = await pair();
  await using _a = a;
  await using _b = b;
  for (let count = 0; count < 25; count++) await a.tell(bob, `m${count}`);
  const found: Message[] = [];
  const pages: unknown[] = [];
  for (let more = true; more;) {
    const after_sequence = found.at(-1)?.sequence ?? 0;
    const body = { session_id: fromB, after_sequence, count: 10 };
    const page = await b.ask(OP.sync, body);
    found.push(...page.items);
    pages.push([page.first_sequence, page.last_sequence, page.complete]);
    more = page.has_more;
  }
  assertEquals(pages, [[1, 25, true], [1, 25, true], [1, 25, true]]);
  assertEquals(sequencesOf(found), numbersFrom(1, 25));
  assertEquals(found[0]?.session_id, fromB);
});

Deno.test("sync says when messages were evicted", async () => {
  const room = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await a.ask(OP.join, { id: room });
  for (let count = 0; count < LIMIT + 10; count++) await a.say(room, "x");
  const session_id = `1:${room}`;
  const lost = await a.ask(OP.sync, { session_id, after_sequence: 3 });
  assertEquals([lost.complete, lost.first_sequence], [false, 11]);
  assertEquals(sequencesOf(lost.items), numbersFrom(11, LIMIT + 10));
  const whole = await a.ask(OP.sync, { session_id, after_sequence: 10 });
  assertEquals([whole.complete, whole.items.length], [true, LIMIT]);
  const end = await a.ask(OP.sync, { session_id, after_sequence: LIMIT + 10 });
  assertEquals([end.items.length, end.has_more, end.complete], [
    0,
    false,
    true,
  ]);
});

Deno.test("sync of a private session without messages is empty", async () => {
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  const body = { session_id: `2:${unique("bob")}`, after_sequence: 0 };
  const { items, has_more, last_sequence } = await a.ask(OP.sync, body);
  assertEquals([items.length, has_more, last_sequence], [0, false, 0]);
});

Deno.test("sync's fields are bounded and need membership", async () => {
  const room = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await using b = await ObservedClient.login(gim.ws, unique("bob"));
  await a.ask(OP.join, { id: room });
  const body = { session_id: `1:${room}`, after_sequence: 0 };
  await a.ask(OP.sync, { ...body, count: 500 });
  for (const count of [0, 501, "1", 1.5]) {
    await a.refused(400, OP.sync, { ...body, count });
  }
  for (const after_sequence of [-1, 1.5, "0", undefined]) {
    await a.refused(400, OP.sync, { ...body, after_sequence });
  }
  await b.refused(403, OP.sync, body);
  const session_id = `1:${unique("none")}`;
  await b.refused(404, OP.sync, { ...body, session_id });
});

Deno.test("a read mark lowers unread, moves forward only, and is told", async () => {
  const { a, b, alice, bob, fromA, fromB } = await pair();
  await using _a = a;
  await using _b = b;
  await using other = await ObservedClient.login(gim.ws, bob);
  for (let count = 0; count < 5; count++) await a.tell(bob, "x");
  const read = (sequence: number) =>
    b.ask(OP.read, { session_id: fromB, sequence });
  assertEquals(await read(3), { unread: 2 });
  const event = { event: "read", user_id: bob, sequence: 3 };
  assertEquals(await a.event(), { ...event, session_id: fromA });
  assertEquals(await other.event(), { ...event, session_id: fromB });
  assertEquals(await read(2), { unread: 2 });
  const session = await sessionOf(b, fromB);
  assertEquals([session.unread, session.read_sequence], [2, 3]);
  const body = { session_id: fromB, sequence: 6 };
  await b.refused(400, OP.read, body);
  const token = await tokenFor(gim.http, bob);
  const line = `POST /sessions/2:${alice}/read`;
  const marked = { token, body: { sequence: 5 } };
  assertEquals(await get(gim.http, line, marked), { unread: 0 });
  assertEquals((await b.event("read")).sequence, 5);
});

Deno.test("a chatroom's read mark is told to the reader's other connections only", async () => {
  const [room, bob] = [unique("room"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await using b = await ObservedClient.login(gim.ws, bob);
  await using other = await ObservedClient.login(gim.ws, bob);
  for (const client of [a, b]) await client.ask(OP.join, { id: room });
  const { sequence } = await a.say(room, "x");
  for (const client of [a, b, other]) await client.push();
  await a.unread();
  await b.ask(OP.read, { session_id: `1:${room}`, sequence });
  assertEquals((await other.event("read")).session_id, `1:${room}`);
  assertEquals(await a.unread(), []);
});

Deno.test("a sender can recall a message, which all parties are told", async () => {
  const { a, b, bob, fromA, fromB } = await pair();
  await using _a = a;
  await using _b = b;
  const { id } = await a.tell(bob, "oops");
  await b.push();
  const asked = { session_id: fromA, message_id: id };
  const recalled = await a.ask(OP.recall, asked);
  const { content, status, sequence } = recalled;
  assertEquals([recalled.id, content, status, sequence], [id, "", 2, 1]);
  const about = { message_id: id, sequence: 1, change: 1 };
  const event = { event: "recalled", ...about };
  assertEquals(await b.event(), { ...event, session_id: fromB });
  const { items } = await b.ask(OP.history, { session_id: fromB });
  assertEquals(items.map((each) => [each.content, each.status]), [["", 2]]);
  const { last } = await sessionOf(b, fromB);
  assertEquals([last?.content, last?.status], ["", 2]);
});

Deno.test("only the sender may recall a message that is there", async () => {
  const { a, b, bob, fromA, fromB } = await pair();
  await using _a = a;
  await using _b = b;
  const { id } = await a.tell(bob, "mine");
  await b.refused(403, OP.recall, { session_id: fromB, message_id: id });
  const body = { session_id: fromA, message_id: "nonsense" };
  await a.refused(404, OP.recall, body);
  const room = unique("room");
  await a.ask(OP.join, { id: room });
  const foreign = { session_id: `1:${room}`, message_id: id };
  await a.refused(404, OP.recall, foreign);
});

Deno.test("over HTTP sync and recall are as over a socket", async () => {
  const { a, b, alice, bob } = await pair();
  await using _a = a;
  await using _b = b;
  const { id } = await a.tell(bob, "one");
  await a.tell(bob, "two");
  const token = await tokenFor(gim.http, alice);
  const messages = `/sessions/2:${bob}/messages`;
  const page = await get<{ items: Message[]; complete: boolean }>(
    gim.http,
    `GET ${messages}?after_sequence=1`,
    { token },
  );
  assertEquals([sequencesOf(page.items), page.complete], [[2], true]);
  const recalled = await get<Message>(
    gim.http,
    `DELETE ${messages}/${id}`,
    { token },
  );
  assertEquals([recalled.status, recalled.content], [2, ""]);
  assertEquals((await b.event("recalled")).message_id, id);
});

Deno.test("a client that was away finds by sync all that it missed", async () => {
  const { a, b, alice, bob, fromB } = await pair();
  await using _a = a;
  await b.close();
  for (let count = 0; count < 30; count++) {
    a.post(OP.send, { type: PRIVATE, target_id: bob, content: `m${count}` });
  }
  await a.ask(OP.heartbeat);
  await using back = await ObservedClient.login(gim.ws, bob);
  const { last_sequence } = await sessionOf(back, fromB);
  const body = { session_id: `2:${alice}`, after_sequence: 0 };
  const { items } = await back.ask(OP.sync, body);
  assertEquals(items.at(-1)?.sequence, last_sequence);
  const expected = Array.from({ length: 30 }, (_, index) => `m${index}`);
  assertEquals(items.map(({ content }) => content), expected);
});

Deno.test("the gap that a chatroom's push leaves shows in the numbers", async () => {
  const room = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await a.ask(OP.join, { id: room });
  for (let count = 0; count < 31; count++) {
    a.post(OP.send, { type: CHATROOM, target_id: room, content: "x" });
  }
  let last = 0;
  while (last < 31) {
    const { items, missed } = await a.push();
    assertEquals(items[0]!.sequence, last + missed + 1);
    last = items.at(-1)!.sequence;
  }
});
