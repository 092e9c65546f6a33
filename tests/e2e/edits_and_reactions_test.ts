import { assertEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { type Message, OP, PUSH, unique } from "../helpers/contract.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import { call, get, refusal, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { ProtoClient } from "../helpers/proto_client.ts";

/** Milliseconds of an interval: what is to be in one comes in less, by far. */
const DURATION = 3000;
const gim = serviceOfThisFile(
  ...["--enable-message-sequence", "--message-push-duration", `${DURATION}ms`],
);
const off = serviceOfThisFile("--message-push-duration", "50ms");

/** A user, and a message to them in whatever kind of session. */
async function pair() {
  const [alice, bob] = [unique("alice"), unique("bob")];
  const a = await ObservedClient.login(gim.ws, alice);
  const b = await ObservedClient.login(gim.ws, bob);
  return {
    alice,
    bob,
    a,
    b,
    async [Symbol.asyncDispose]() {
      await a.close();
      await b.close();
    },
  };
}

async function room(count: number) {
  const id = unique("room");
  const users = Array.from({ length: count }, () => unique("u"));
  const clients: ObservedClient[] = [];
  for (const user of users) {
    const client = await ObservedClient.login(gim.ws, user);
    await client.ask(OP.join, { id });
    clients.push(client);
  }
  return {
    id,
    users,
    clients,
    session_id: `1:${id}`,
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close();
    },
  };
}

Deno.test("an edit is told to both of a private session, the message as each sees it", async () => {
  for (let encoding = 0; encoding < 2; encoding++) {
    await using chat = await pair();
    const { a, b, alice, bob } = chat;
    const more = { request_id: "r", data: { n: 1 } };
    const { id } = await a.tell(bob, "one", more);
    await b.push();
    const message_id = id;
    const session_id = `2:${bob}`;
    const edited = await a.ask(OP.edit, {
      session_id,
      message_id,
      content: "two",
    });
    assertEquals([edited.id, edited.content, edited.data], [
      id,
      "two",
      more.data,
    ]);
    assertEquals(edited.edited_at! >= edited.created_at, true);
    const { request_id: _, ...common } = edited;
    const told = await b.event("edited") as unknown as { message: Message };
    assertEquals(told as unknown, {
      event: "edited",
      session_id: `2:${alice}`,
      message: { ...common, session_id: `2:${alice}` },
      change: 1,
    });
    const own = await a.event("edited") as unknown as { message: Message };
    assertEquals(own.message, edited);
    const { items: [session] } = await b.ask(OP.sessions);
    assertEquals([session?.unread, session?.last?.content], [1, "two"]);
    const { items: [kept] } = await b.ask(OP.history, {
      session_id: `2:${alice}`,
    });
    assertEquals(kept, told.message);
  }
});

Deno.test("an edit by another, or too late, is refused, and so is one that is too long", async () => {
  await using chat = await pair();
  const { a, b, alice, bob } = chat;
  const { id: message_id } = await a.tell(bob, "one");
  await b.refused(403, OP.edit, {
    session_id: `2:${alice}`,
    message_id,
    content: "mine",
  });
  const about = { session_id: `2:${bob}`, message_id };
  await a.refused(413, OP.edit, { ...about, content: "x".repeat(4097) });
  await a.refused(413, OP.edit, {
    ...about,
    content: "x",
    data: { a: "x".repeat(1024) },
  });
  await a.refused(404, OP.edit, { ...about, message_id: "m", content: "x" });
  await using short = await Gim.start({
    args: ["--enable-message-sequence", "--edit-window", "10ms"],
  });
  await using c = await TestClient.login(short.ws, "carol");
  const sent = await c.tell("dave", "one");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const late = await c.request(OP.edit, {
    session_id: "2:dave",
    message_id: sent.id,
    content: "two",
  });
  assertEquals([late.code, late.data as unknown], [403, {
    reason: "too_late",
  }]);
});

Deno.test("after a recall a message is neither edited nor reacted to, and a recall after an edit works", async () => {
  await using chat = await pair();
  const { a, b, alice, bob } = chat;
  const { id: message_id } = await a.tell(bob, "one", { data: { a: 1 } });
  const about = { session_id: `2:${bob}`, message_id };
  await a.ask(OP.edit, { ...about, content: "two" });
  await b.ask(OP.react, {
    session_id: `2:${alice}`,
    message_id,
    reaction: "👍",
  });
  const recalled = await a.ask(OP.recall, about);
  assertEquals([recalled.content, recalled.data, recalled.reactions], [
    "",
    undefined,
    undefined,
  ]);
  await a.refused(404, OP.edit, { ...about, content: "three" });
  await a.refused(404, OP.react, { ...about, reaction: "👍" });
  await a.refused(404, OP.reactions, { ...about, reaction: "👍" });
});

Deno.test("in a private session each reaction is told with who gave it, and how many there are", async () => {
  await using chat = await pair();
  const { a, b, alice, bob } = chat;
  const { id: message_id } = await a.tell(bob, "one");
  const asked = { session_id: `2:${alice}`, message_id, reaction: "👍" };
  const { reactions } = await b.ask(OP.react, asked);
  assertEquals(reactions, [{ reaction: "👍", count: 1, mine: true }]);
  await b.ask(OP.react, { ...asked, on: true });
  await b.ask(OP.react, { ...asked, on: false });
  const common = {
    event: "reacted",
    session_id: `2:${bob}`,
    message_id,
    reaction: "👍",
    user_id: bob,
  };
  assertEquals(await a.event("reacted") as unknown, {
    ...common,
    on: true,
    count: 1,
    change: 1,
  });
  assertEquals(await a.event("reacted") as unknown, {
    ...common,
    on: false,
    count: 0,
    change: 2,
  });
  const { items: [message] } = await b.ask(OP.history, {
    session_id: `2:${alice}`,
  });
  assertEquals(message?.reactions, undefined);
});

Deno.test("in a chatroom reactions of an interval are one event, with the counts and nobody's name", async () => {
  await using chat = await room(6);
  const { clients, users, id, session_id } = chat;
  const [a, ...others] = clients as [ObservedClient, ...ObservedClient[]];
  const { id: message_id } = await a.say(id, "vote");
  await Promise.all(others.map((each, at) =>
    each.ask(OP.react, {
      session_id,
      message_id,
      reaction: at % 2 === 0 ? "yes" : "no",
    })
  ));
  const event = await a.event("reacted") as unknown as {
    counts: Record<string, number>;
    change: number;
  };
  assertEquals(event.counts, { yes: 3, no: 2 });
  assertEquals([event.change, "user_id" in event, "on" in event], [
    5,
    false,
    false,
  ]);
  const token = await tokenFor(gim.http, users[1]!);
  const line = `GET /sessions/${session_id}/messages`;
  const page = await get<{ items: Message[] }>(gim.http, line, { token });
  const [message] = page.items;
  const mine = message?.reactions?.filter((each) => each.mine);
  assertEquals(mine?.map(({ reaction }) => reaction), ["yes"]);
});

Deno.test("who was away finds what has changed by its number, as it is now, each message once", async () => {
  await using chat = await pair();
  const { a, b, alice, bob } = chat;
  const ids: string[] = [];
  for (const content of ["1", "2", "3", "4"]) {
    ids.push((await a.tell(bob, content)).id);
  }
  const session_id = `2:${bob}`;
  const edit = (at: number, content: string) =>
    a.ask(OP.edit, { session_id, message_id: ids[at], content });
  await edit(0, "a");
  await edit(1, "b");
  await a.ask(OP.react, { session_id, message_id: ids[2], reaction: "!" });
  await a.ask(OP.recall, { session_id, message_id: ids[1] });
  await edit(0, "c");
  const page = await b.ask(OP.sync, {
    session_id: `2:${alice}`,
    after_sequence: 4,
    changed_after: 0,
  }) as unknown as { changes: Message[]; last_change: number };
  assertEquals(page.last_change, 5);
  const shown = page.changes.map(({ sequence, content, status, reactions }) =>
    [sequence, content, status, reactions?.length ?? 0] as const
  );
  assertEquals(shown, [[3, "3", 1, 1], [2, "", 2, 0], [1, "c", 1, 0]]);
});

Deno.test("over HTTP messages are edited and reacted to alike", async () => {
  await using chat = await pair();
  const { a, b, alice, bob } = chat;
  const { id } = await a.tell(bob, "one");
  const [ours, theirs] = await Promise.all(
    [alice, bob].map((user) => tokenFor(gim.http, user)),
  );
  const path = `/sessions/2:${bob}/messages/${id}`;
  const edited = await get<Message>(gim.http, `PATCH ${path}`, {
    token: ours,
    body: { content: "two" },
  });
  assertEquals([edited.id, edited.content], [id, "two"]);
  await b.event("edited");
  const reaction = encodeURIComponent("👍/?");
  const reactions = `/sessions/2:${alice}/messages/${id}/reactions/${reaction}`;
  const put = await get(gim.http, `PUT ${reactions}`, { token: theirs });
  const all = [{ reaction: "👍/?", count: 1, mine: true }];
  assertEquals(put, { reactions: all });
  const listed = await get<{ items: { id: string; name: string }[] }>(
    gim.http,
    `GET ${reactions}?count=1`,
    { token: theirs },
  );
  const names = listed.items.map((each) => [each.id, each.name]);
  assertEquals(names, [[bob, bob]]);
  const gone = await get(gim.http, `DELETE ${reactions}`, { token: theirs });
  assertEquals(gone, { reactions: [] });
  await refusal(415, gim.http, `PATCH ${path}`, {
    token: ours,
    body: { content: "three" },
    headers: { "content-type": "text/plain" },
  });
  const wrong = `PUT /sessions/2:${alice}/messages/${id}/reactions/`;
  const long = encodeURIComponent("é".repeat(17));
  await refusal(400, gim.http, wrong + long, { token: theirs });
});

Deno.test("the twenty-first different reaction is a 403 that says why", async () => {
  await using chat = await pair();
  const { a, alice, bob } = chat;
  const { id } = await a.tell(bob, "one");
  const token = await tokenFor(gim.http, alice);
  const path = `/sessions/2:${bob}/messages/${id}/reactions`;
  for (let at = 0; at < 20; at++) {
    await get(gim.http, `PUT ${path}/r${at}`, { token });
  }
  const { code, data } = await call(gim.http, `PUT ${path}/x`, { token });
  assertEquals([code, data], [403, { reason: "full" }]);
});

Deno.test("in protobuf edits and reactions say the same", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ProtoClient.login(gim.ws, alice);
  await using b = await ProtoClient.login(gim.ws, bob);
  const to = { type: 2, target_id: bob, content: "one" };
  const { id: message_id } = await a.ask(OP.send, to);
  const about = { session_id: `2:${bob}`, message_id };
  const data = '{"a":1}';
  const edited = await a.ask(OP.edit, { ...about, content: "two", data });
  assertEquals([edited.content, edited.data], ["two", data]);
  const event = await b.push(PUSH.event);
  assertEquals([event.event, event.message.content, event.message.data], [
    "edited",
    "two",
    data,
  ]);
  const reacted = await a.ask(OP.react, { ...about, reaction: "👍" });
  assertEquals(reacted.reactions, [{ reaction: "👍", count: 1, mine: true }]);
  const told = await b.push(PUSH.event);
  assertEquals([told.event, told.reaction, told.on, told.count], [
    "reacted",
    "👍",
    true,
    1,
  ]);
});

Deno.test("with sequence off edits and reactions are a 409", async () => {
  await using a = await ObservedClient.login(off.ws, unique("alice"));
  const { id: message_id } = await a.tell(unique("bob"), "one");
  const about = { session_id: "2:x", message_id };
  await a.refused(409, OP.edit, { ...about, content: "two" });
  await a.refused(409, OP.react, { ...about, reaction: "👍" });
  await a.refused(409, OP.reactions, { ...about, reaction: "👍" });
});
