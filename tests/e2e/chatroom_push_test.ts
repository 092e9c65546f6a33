import {
  assertEquals,
  assertGreaterOrEqual,
  assertObjectMatch,
} from "@std/assert";
import { timed } from "../helpers/client.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { CHATROOM, OP, PUSH, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { get, tokenFor } from "../helpers/http.ts";
import { Timeless } from "../helpers/timeless.ts";

const DURATION = 400;
const COUNT = 5;
/** Milliseconds by which a timer may be early. */
const SLACK = 200;
/** Milliseconds by which that of a quiet interval may be late. */
const QUIET = 2000;
const gim = serviceOfThisFile(
  ...["--message-push-duration", `${DURATION}ms`],
  ...["--message-push-count", String(COUNT)],
);
/** One where no interval ends: what is pushed there has waited for none. */
const endless = serviceOfThisFile("--message-push-duration", "1h");

/** One whose interval lasts until its time is let go. */
function timeless(): Promise<Timeless> {
  return Timeless.start(
    ...["--message-push-duration=50ms", `--message-push-count=${COUNT}`],
  );
}

/** A user who is a member of the room. */
async function member(
  room: string,
  { ws }: { readonly ws: string } = gim,
): Promise<ObservedClient> {
  const client = await ObservedClient.login(ws, unique("u"));
  await client.ask(OP.join, { id: room });
  return client;
}

/** Says many things in one go; settles when all are stored. */
async function say(
  client: ObservedClient,
  room: string,
  contents: readonly string[],
): Promise<void> {
  const to = { type: CHATROOM, target_id: room };
  const asked = contents.map((content) =>
    client.post(OP.send, { ...to, content })
  );
  for (const each of asked) {
    assertEquals((await client.reply(OP.send, each)).code, 0);
  }
}

async function contentsOfPush(client: ObservedClient): Promise<string[]> {
  return (await client.push()).items.map(({ content }) => content);
}

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `m${from + i}`);
}

Deno.test("the first message after quiet goes out at once to all members, the sender included", async () => {
  const room = unique("room");
  await using a = await member(room, endless);
  await using b = await member(room, endless);
  await a.say(room, "hello");
  for (const client of [a, b]) {
    const push = await client.push();
    assertObjectMatch(push, {
      session: { id: `1:${room}`, type: 1, title: room },
      items: [{ content: "hello", session_id: `1:${room}`, status: 1 }],
      missed: 0,
    });
  }
});

Deno.test("later messages wait for the end of the interval; then the newest come, and the rest is missed", async () => {
  const room = unique("room");
  await using service = await timeless();
  await using a = await member(room, service);
  await using b = await member(room, service);
  await say(a, room, numbered(0, 12));
  assertEquals(await contentsOfPush(b), ["m0"]);
  assertEquals(await b.unread(), []);
  service.clock.letGo();
  const push = await b.push();
  assertEquals(push.items.map(({ content }) => content), numbered(8, 12));
  assertEquals(push.missed, 7);
  const { items } = await b.ask(OP.history, { session_id: `1:${room}` });
  assertEquals(items.map(({ content }) => content), numbered(0, 12));
});

Deno.test("after a quiet interval the next message goes out at once again", async () => {
  const room = unique("room");
  await using a = await member(room);
  await a.say(room, "one");
  await a.push();
  // Nothing is to happen meanwhile, so there is nothing else to wait for.
  await new Promise((resolve) => setTimeout(resolve, DURATION + QUIET));
  assertEquals((await a.unread()).length, 0);
  // Did the first of them wait for anything, the second would be with it.
  await say(a, room, ["two", "three"]);
  assertEquals(await contentsOfPush(a), ["two"]);
  assertEquals(await contentsOfPush(a), ["three"]);
});

Deno.test("the push at the end of an interval starts the next one", async () => {
  const room = unique("room");
  await using a = await member(room);
  const { ms } = await timed(async () => {
    await say(a, room, ["one", "two"]);
    assertEquals(await contentsOfPush(a), ["one"]);
    assertEquals(await contentsOfPush(a), ["two"]);
    await say(a, room, ["three"]);
    assertEquals(await contentsOfPush(a), ["three"]);
  });
  assertGreaterOrEqual(ms, 2 * DURATION - SLACK);
});

Deno.test("a busy room is pushed to once an interval and every message is pushed or missed", async () => {
  const room = unique("room");
  await using a = await member(room);
  await using b = await member(room);
  const TOTAL = 300;
  const began = performance.now();
  const sending = (async () => {
    for (let index = 0; index < TOTAL; index += 10) {
      await say(a, room, numbered(index, index + 9));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  let [accounted, pushes, newest] = [0, 0, ""];
  while (accounted < TOTAL) {
    const { items, missed } = await b.push();
    pushes++;
    assertEquals(items.length <= COUNT, true);
    accounted += items.length + missed;
    newest = items.at(-1)!.content;
  }
  // One that arrives late seems nearer to the next, so all of them count.
  const ms = performance.now() - began;
  assertGreaterOrEqual(ms, (pushes - 1) * DURATION - SLACK);
  await sending;
  assertEquals([accounted, newest], [TOTAL, `m${TOTAL - 1}`]);
});

Deno.test("only members are pushed a chatroom's messages", async () => {
  const room = unique("room");
  await using a = await member(room);
  await using left = await member(room);
  await using stranger = await ObservedClient.login(gim.ws, unique("u"));
  await left.ask(OP.leave, { id: room });
  await a.say(room, "hello");
  await a.push();
  const isMessages = ({ op }: { op: number }) => op === PUSH.messages;
  assertEquals((await left.unread()).filter(isMessages), []);
  assertEquals(await stranger.unread(), []);
});

Deno.test("who joins or logs in during an interval gets the push at its end", async () => {
  const room = unique("room");
  const late = unique("late");
  await using service = await timeless();
  await using a = await member(room, service);
  await using away = await ObservedClient.login(service.ws, late);
  await away.ask(OP.join, { id: room });
  await away.close();
  await a.say(room, "one");
  assertEquals(await contentsOfPush(a), ["one"]);
  await a.say(room, "two");
  await using joining = await member(room, service);
  await using back = await ObservedClient.login(service.ws, late);
  service.clock.letGo();
  assertEquals(await contentsOfPush(joining), ["two"]);
  assertEquals(await contentsOfPush(back), ["two"]);
});

Deno.test("all connections of a member are pushed to", async () => {
  const room = unique("room");
  const id = unique("u");
  await using one = await ObservedClient.login(gim.ws, id);
  await using two = await ObservedClient.login(gim.ws, id);
  await one.ask(OP.join, { id: room });
  await using three = await ObservedClient.login(gim.ws, id);
  await one.say(room, "hello");
  for (const client of [one, two, three]) {
    assertEquals(await contentsOfPush(client), ["hello"]);
  }
});

Deno.test("rooms have intervals of their own and private messages have none", async () => {
  const rooms = [unique("room"), unique("room")];
  const id = unique("u");
  await using a = await ObservedClient.login(endless.ws, id);
  await using b = await ObservedClient.login(endless.ws, unique("peer"));
  for (const room of rooms) {
    await a.ask(OP.join, { id: room });
    await a.say(room, "hello");
    assertEquals((await a.push()).session.id, `1:${room}`);
  }
  for (const content of ["one", "two", "three"]) {
    await b.tell(id, content);
    assertEquals(await contentsOfPush(a), [content]);
  }
});

Deno.test("a chatroom message that is sent over HTTP is pushed alike", async () => {
  const room = unique("room");
  const id = unique("u");
  await using a = await ObservedClient.login(gim.ws, id);
  await a.ask(OP.join, { id: room });
  const token = await tokenFor(gim.http, id);
  const body = { type: CHATROOM, target_id: room, content: "by HTTP" };
  await get(gim.http, "POST /messages", { token, body });
  assertEquals(await contentsOfPush(a), ["by HTTP"]);
});

Deno.test("a push carries the room's name as its title", async () => {
  const room = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await a.ask(OP.join, { id: room, name: "The Lobby" });
  await a.say(room, "hello");
  assertEquals((await a.push()).session.title, "The Lobby");
});

Deno.test("a push leaves out what has a low priority first, and counts all it left out", async () => {
  const room = unique("room");
  await using service = await timeless();
  await using a = await member(room, service);
  await using b = await member(room, service);
  await a.say(room, "at once");
  assertEquals(await contentsOfPush(b), ["at once"]);
  const priorities = ["high", "low", "normal", "", "low", "", "", "low", ""];
  for (const [at, priority] of priorities.entries()) {
    await a.say(room, `m${at}`, priority === "" ? {} : { priority });
  }
  service.clock.letGo();
  const { items, missed } = await b.push();
  const contents = items.map(({ content }) => content);
  assertEquals(contents, ["m0", "m3", "m5", "m6", "m8"]);
  assertEquals(missed, 4);
});
