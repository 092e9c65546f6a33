import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Chatroom,
  type CursorPage,
  type DataOf,
  type Failure,
  OP,
  type Sanction,
  unique,
} from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { call, get, tokenFor } from "../helpers/http.ts";
import { nextMillisecond } from "../helpers/promises.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

/** How chatrooms are governed over HTTP. */

const gim = serviceOfThisFile();

/** A chatroom that the first of some users has created. */
async function roomOf(...names: string[]) {
  const id = unique("room");
  const ids = names.map((name) => unique(name));
  const tokens = await Promise.all(ids.map((each) => tokenFor(gim.http, each)));
  for (const token of tokens) {
    await get(gim.http, `PUT /chatrooms/${id}/members/me`, { token });
  }
  return {
    id,
    ids: ids as [string, string, string],
    tokens: tokens as [string, string, string],
    path: `/chatrooms/${id}`,
  };
}

/** What a request is refused with. */
async function refusal(
  line: string,
  token: string,
  body?: object,
): Promise<[number, Failure | null, string]> {
  const answer = await call<Failure | null>(gim.http, line, { token, body });
  return [answer.status, answer.data, answer.msg];
}

Deno.test("GET and PATCH show and change a chatroom, and sockets are told", async () => {
  const { path, id, ids, tokens: [token, other] } = await roomOf("ann", "bob");
  await using bob = await ObservedClient.login(gim.ws, ids[1]);
  const before = await get<Chatroom>(gim.http, `GET ${path}`, { token: other });
  assertEquals([before.id, before.version, before.data], [id, 1, {}]);
  const body = { name: "Tea", slow_mode: 1000, data: { topic: "Go" } };
  const line = `PATCH ${path}`;
  const after = await get<Chatroom>(gim.http, line, { token, body });
  assertEquals(after, { ...before, ...body, version: 2 });
  assertEquals((await bob.event("updated")).chatroom, after);
  const [status, data] = await refusal(line, other, { name: "x" });
  assertEquals([status, data], [403, { reason: "role" }]);
  const [bad, , msg] = await refusal(line, token, { join: "closed" });
  assertEquals(bad, 400);
  assertStringIncludes(msg, "join: ");
  const [large] = await refusal(line, token, { data: { a: "x".repeat(1025) } });
  assertEquals(large, 413);
});

Deno.test("a body cannot name another chatroom or user than the path", async () => {
  const { path, id, ids, tokens: [token] } = await roomOf("ann", "bob");
  const body = { id: "other", user_id: "other", name: "Tea" };
  const changed = await get<Chatroom>(gim.http, `PATCH ${path}`, {
    token,
    body,
  });
  assertEquals([changed.id, changed.name], [id, "Tea"]);
  const line = `PUT ${path}/members/${ids[1]}`;
  const role = { ...body, role: "admin" };
  const member = await get<DataOf[311]>(gim.http, line, { token, body: role });
  assertEquals([member.id, member.role], [ids[1], "admin"]);
});

Deno.test("PUT of a member adds, and with a role gives it", async () => {
  const { path, ids, tokens: [token] } = await roomOf("ann", "bob");
  const cat = unique("cat");
  await tokenFor(gim.http, cat);
  const line = `PUT ${path}/members/${cat}`;
  const add = await get<DataOf[319]>(gim.http, line, { token });
  assertEquals(add, { added: [cat], refused: [] });
  const again = await get<DataOf[319]>(gim.http, line, { token, body: {} });
  assertEquals(again, { added: [], refused: [] });
  const body = { role: "admin" };
  const given = await get<DataOf[311]>(gim.http, line, { token, body });
  assertEquals([given.id, given.role], [cat, "admin"]);
  const members = `GET ${path}/members`;
  const { items } = await get<DataOf[305]>(gim.http, members, { token });
  assertEquals(items.map(({ id, role }) => [id, role]), [
    [ids[0], "creator"],
    [ids[1], "member"],
    [cat, "admin"],
  ]);
  const [status, , msg] = await refusal(line, token, { role: "owner" });
  assertEquals(status, 400);
  assertStringIncludes(msg, "role: ");
});

Deno.test("a PUT of a member that is refused is a 403 with the reason", async () => {
  const { path, ids, tokens } = await roomOf("ann", "bob");
  const [token, other] = tokens;
  const put = (id: string, by = token) =>
    refusal(`PUT ${path}/members/${id}`, by);
  const [status, data, msg] = await put(unique("nobody"));
  assertEquals([status, data], [403, { reason: "unknown" }]);
  assertStringIncludes(msg, "user_id: ");
  await get(gim.http, `PUT ${path}/bans/${ids[1]}`, { token });
  assertEquals((await put(ids[1])).slice(0, 2), [403, { reason: "banned" }]);
  const cat = unique("cat");
  const blocker = await tokenFor(gim.http, cat);
  const block = `PUT /users/me/blocks/${ids[0]}`;
  await get(gim.http, block, { token: blocker });
  assertEquals((await put(cat)).slice(0, 2), [403, { reason: "blocked" }]);
  assertEquals((await put(cat, other)).slice(0, 2), [403, {
    reason: "banned",
  }]);
});

Deno.test("DELETE of a member removes them, and says whom", async () => {
  const { path, ids, tokens: [token, other] } = await roomOf("ann", "bob");
  await using bob = await ObservedClient.login(gim.ws, ids[1]);
  const line = `DELETE ${path}/members/${ids[1]}?reason=off%20topic`;
  const removed = await get<DataOf[313]>(gim.http, line, { token });
  assertEquals(removed, { removed: [ids[1]] });
  const { by, reason } = await bob.event("removed");
  assertEquals([by, reason], [ids[0], "off topic"]);
  const again = await get<DataOf[313]>(gim.http, line, { token });
  assertEquals(again, { removed: [] });
  const [status] = await refusal(`DELETE ${path}/members/${ids[0]}`, other);
  assertEquals(status, 403);
  const [bad, , msg] = await refusal(`DELETE ${path}/members/a%20b`, token);
  assertEquals(bad, 400);
  assertStringIncludes(msg, "user_id: ");
});

Deno.test("bans and mutes are put, listed and deleted", async () => {
  const { path, ids, tokens: [token, other] } = await roomOf("ann", "bob");
  const never = unique("never");
  const ban = `${path}/bans/${never}`;
  const mute = `${path}/mutes/${ids[1]}`;
  assertEquals(await get(gim.http, `PUT ${ban}`, { token }), {});
  await nextMillisecond();
  const body = { seconds: 60, reason: "loud" };
  const { until = 0 } = await get<DataOf[317]>(gim.http, `PUT ${mute}`, {
    token,
    body,
  });
  assert(until > Date.now());
  const send = { type: 1, target_id: path.split("/")[2], content: "x" };
  const muted = await refusal("POST /messages", other, send);
  assertEquals(muted.slice(0, 2), [403, { reason: "muted", until }]);
  const list = `GET ${path}/sanctions?count=1`;
  type Page = CursorPage<Sanction>;
  const first = await get<Page>(gim.http, list, { token });
  const next = `${list}&cursor=${encodeURIComponent(first.next_cursor!)}`;
  const rest = await get<Page>(gim.http, next, { token });
  const found = [...first.items, ...rest.items]
    .map(({ user_id, kind, reason }) => [user_id, kind, reason]);
  assertEquals(found, [[ids[1], "mute", "loud"], [never, "ban", undefined]]);
  for (const line of [`DELETE ${ban}`, `DELETE ${mute}`]) {
    assertEquals(await get(gim.http, line, { token }), { until: 0 });
  }
  const none = await get<Page>(gim.http, list, { token });
  assertEquals(none, { items: [] });
  const put = { seconds: 0 };
  const lifted = await get(gim.http, `PUT ${ban}`, { token, body: put });
  assertEquals(lifted, { until: 0 });
  await get(gim.http, "POST /messages", { token: other, body: send });
});

Deno.test("blocks are put, listed and deleted", async () => {
  const [ann, bob] = [unique("ann"), unique("bob")];
  const token = await tokenFor(gim.http, ann);
  const other = await tokenFor(gim.http, bob);
  const line = `/users/me/blocks/${bob}`;
  assertEquals(await get(gim.http, `PUT ${line}`, { token }), {});
  const list = "GET /users/me/blocks?count=5";
  const listed = { items: [{ id: bob, name: bob }] };
  assertEquals(await get(gim.http, list, { token }), listed);
  const send = { type: 2, target_id: ann, content: "x" };
  const blocked = await refusal("POST /messages", other, send);
  assertEquals(blocked.slice(0, 2), [403, { reason: "blocked" }]);
  assertEquals(await get(gim.http, `DELETE ${line}`, { token }), {});
  assertEquals(await get(gim.http, list, { token }), { items: [] });
  await get(gim.http, "POST /messages", { token: other, body: send });
});

Deno.test("a password is asked for over HTTP, too", async () => {
  const { path, tokens: [token] } = await roomOf("ann");
  const body = { join: "password", password: "secret" };
  const chatroom = await get(gim.http, `PATCH ${path}`, { token, body });
  assert(!JSON.stringify(chatroom).includes("secret"));
  const other = await tokenFor(gim.http, unique("bob"));
  const join = `PUT ${path}/members/me`;
  const [status, data] = await refusal(join, other);
  assertEquals([status, data], [403, { reason: "password" }]);
  const right = { password: "secret" };
  const joined = await get<DataOf[301]>(gim.http, join, {
    token: other,
    body: right,
  });
  assertEquals(joined.chatroom.member_count, 2);
});

Deno.test("every route of a chatroom needs a token, and its own method", async () => {
  const { path } = await roomOf("ann");
  const lines = [`GET ${path}`, `PATCH ${path}`, "GET /users/me/blocks"];
  for (const line of lines) {
    assertEquals((await call(gim.http, line)).status, 401, line);
  }
  for (const line of [`POST ${path}`, `GET ${path}/bans/bob`]) {
    assertEquals((await call(gim.http, line)).status, 405, line);
  }
});

Deno.test("the sockets of the same user act alike", async () => {
  const { id, path, ids, tokens: [token] } = await roomOf("ann", "bob");
  await using ann = await ObservedClient.login(gim.ws, ids[0]);
  await ann.ask(OP.mute, { id, user_id: ids[1] });
  const line = `GET ${path}/members`;
  const { items } = await get<DataOf[305]>(gim.http, line, { token });
  assertEquals(items, (await ann.ask(OP.members, { id })).items);
  assertEquals(items[1]?.muted, true);
});
