import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertObjectMatch,
} from "@std/assert";
import {
  CHATROOM,
  type DataOf,
  type LoggedIn,
  OP,
  PRIVATE,
  unique,
} from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { call, get, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

const gim = serviceOfThisFile();

Deno.test("POST /login answers as the login over a socket", async () => {
  const id = unique("u");
  const body = { id, name: "Ann" };
  const data = await get<LoggedIn>(gim.http, "POST /login", { body });
  assertEquals(data.user, body);
  await using client = new ObservedClient(gim.ws);
  const other = await client.login(id);
  assertEquals(Object.keys(data).sort(), Object.keys(other).sort());
  assertEquals(other.user, body);
});

Deno.test("a user who logged in over HTTP only is known and not online", async () => {
  const id = unique("u");
  const token = await tokenFor(gim.http, id);
  const line = `GET /users/${id}`;
  const user = await get<DataOf[401]>(gim.http, line, { token });
  assertEquals([user.id, user.name, user.online], [id, id, false]);
  assertEquals(Number.isInteger(user.last_seen), true);
});

Deno.test("a user is found by GET /user/find and by GET /users/:id", async () => {
  const id = unique("bob.x@y-z");
  await using _b = await ObservedClient.login(gim.ws, id, { name: "Bob" });
  const token = await tokenFor(gim.http, unique("u"));
  for (const line of [`GET /user/find?id=${id}`, `GET /users/${id}`]) {
    const user = await get<DataOf[401]>(gim.http, line, { token });
    assertObjectMatch(user, { id, name: "Bob", online: true });
  }
  const escaped = `GET /users/${encodeURIComponent(id)}`;
  const user = await get<DataOf[401]>(gim.http, escaped, { token });
  assertEquals(user.id, id);
});

Deno.test("the token may stand in the header or in the query", async () => {
  const token = await tokenFor(gim.http, unique("u"));
  await get(gim.http, "GET /sessions", { token });
  await get(gim.http, `GET /sessions?token=${encodeURIComponent(token)}`);
  const headers = { authorization: `bearer ${token}` };
  await get(gim.http, "GET /sessions", { headers });
});

Deno.test("POST /messages stores and answers as a send", async () => {
  const bob = unique("bob");
  const token = await tokenFor(gim.http, unique("u"));
  const body = { type: PRIVATE, target_id: bob, content: "x" };
  const sent = await get<DataOf[201]>(gim.http, "POST /messages", {
    token,
    body,
  });
  assertObjectMatch(sent, { session_id: `2:${bob}`, sequence: 0 });
  const line = `GET /sessions/2:${bob}/messages`;
  const page = await get<DataOf[203]>(gim.http, line, { token });
  assertEquals(page.items.map(({ id }) => id), [sent.id]);
});

Deno.test("GET /sessions/:id/messages pages as history does", async () => {
  const [alice, bob] = [unique("alice"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, alice);
  for (let count = 0; count < 5; count++) await a.tell(bob, `m${count}`);
  const token = await tokenFor(gim.http, alice);
  for (const id of [`2:${bob}`, `2%3A${bob}`, `2:${bob}:${alice}`]) {
    const base = `GET /sessions/${id}/messages?count=3`;
    const newest = await get<DataOf[203]>(gim.http, base, { token });
    assertEquals(newest.items.map(({ content }) => content), [
      "m2",
      "m3",
      "m4",
    ]);
    assertEquals(newest.has_more, true);
    const line = `${base}&message_id=${newest.items[0]!.id}`;
    const rest = await get<DataOf[203]>(gim.http, line, { token });
    assertEquals(rest.items.map(({ content }) => content), ["m0", "m1"]);
    assertEquals(rest.has_more, false);
  }
});

Deno.test("GET /sessions lists, filters and pages as over a socket", async () => {
  const alice = unique("alice");
  await using a = await ObservedClient.login(gim.ws, alice);
  await a.ask(OP.join, { id: unique("room") });
  for (let count = 0; count < 4; count++) await a.tell(unique("peer"), "x");
  const token = await tokenFor(gim.http, alice);
  const listed = await a.ask(OP.sessions);
  const all = await get<DataOf[205]>(gim.http, "GET /sessions", { token });
  assertEquals(all, listed);
  const found: unknown[] = [];
  let cursor: string | undefined;
  do {
    const after = cursor === undefined
      ? ""
      : `&cursor=${encodeURIComponent(cursor)}`;
    const line = `GET /sessions?type=2&count=3${after}`;
    const page = await get<DataOf[205]>(gim.http, line, { token });
    found.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  assertEquals(found, listed.items.filter(({ type }) => type === PRIVATE));
});

Deno.test("a chatroom is joined by PUT and left by DELETE", async () => {
  const [room, bob] = [unique("room"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, unique("alice"));
  await a.ask(OP.join, { id: room });
  const token = await tokenFor(gim.http, bob);
  const me = `/chatrooms/${room}/members/me`;
  const { chatroom } = await get<DataOf[301]>(gim.http, `PUT ${me}`, { token });
  assertEquals([chatroom.id, chatroom.member_count], [room, 2]);
  assertEquals((await a.event("joined")).user?.id, bob);
  const line = `GET /chatrooms/${room}/members?count=1`;
  const page = await get<DataOf[305]>(gim.http, line, { token });
  assertEquals([page.total, page.items.length], [2, 1]);
  const next = `${line}&cursor=${encodeURIComponent(page.next_cursor!)}`;
  const rest = await get<DataOf[305]>(gim.http, next, { token });
  assertEquals([rest.total, rest.items.length], [2, 1]);
  await get(gim.http, `DELETE ${me}`, { token });
  assertEquals((await a.event("left")).user?.id, bob);
});

Deno.test("a chatroom that PUT creates may be named", async () => {
  const [room, alice] = [unique("room"), unique("alice")];
  const token = await tokenFor(gim.http, alice);
  const line = `PUT /chatrooms/${room}/members/me`;
  const body = { name: "Lobby" };
  const { chatroom } = await get<DataOf[301]>(gim.http, line, { token, body });
  assertObjectMatch(chatroom, { name: "Lobby", creator: alice });
});

Deno.test("joining over HTTP shows on the user's sockets", async () => {
  const [room, alice] = [unique("room"), unique("alice")];
  await using a = await ObservedClient.login(gim.ws, alice);
  const token = await tokenFor(gim.http, alice);
  await get(gim.http, `PUT /chatrooms/${room}/members/me`, { token });
  assertEquals((await a.event("joined")).session_id, `1:${room}`);
  const body = { type: CHATROOM, target_id: room, content: "x" };
  await get(gim.http, "POST /messages", { token, body });
  assertEquals((await a.push()).session.id, `1:${room}`);
});

Deno.test("health, readiness, version and the API's description need no token", async () => {
  for (const path of ["/healthz", "/readyz", "/version", "/openapi.json"]) {
    const response = await fetch(gim.http + path);
    assertEquals(response.status, 200, path);
    assertNotEquals(await response.text(), "");
  }
  const version = await (await fetch(`${gim.http}/version`)).text();
  assertMatch(version, /\d+\.\d+\.\d+/);
});

Deno.test("openapi.json lists every route and says what each takes", async () => {
  const response = await fetch(`${gim.http}/openapi.json`);
  const document = await response.json();
  assertMatch(document.openapi, /^3\./);
  const listed = Object.entries<object>(document.paths).flatMap(
    ([path, methods]) =>
      Object.keys(methods).map((method) =>
        `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, "*")}`
      ),
  );
  assertEquals(listed.sort(), [
    "DELETE /chatrooms/*/bans/*",
    "DELETE /chatrooms/*/members/*",
    "DELETE /chatrooms/*/members/me",
    "DELETE /chatrooms/*/mutes/*",
    "DELETE /sessions/*/messages/*",
    "DELETE /sessions/*/messages/*/reactions/*",
    "DELETE /users/me/blocks/*",
    "GET /chatrooms/*",
    "GET /chatrooms/*/members",
    "GET /chatrooms/*/sanctions",
    "GET /healthz",
    "GET /openapi.json",
    "GET /readyz",
    "GET /sessions",
    "GET /sessions/*/messages",
    "GET /sessions/*/messages/*/reactions/*",
    "GET /user/find",
    "GET /users/*",
    "GET /users/me/blocks",
    "GET /version",
    "PATCH /chatrooms/*",
    "PATCH /sessions/*/messages/*",
    "PATCH /users/me",
    "POST /login",
    "POST /messages",
    "POST /sessions/*/read",
    "POST /signals",
    "PUT /chatrooms/*/bans/*",
    "PUT /chatrooms/*/members/*",
    "PUT /chatrooms/*/members/me",
    "PUT /chatrooms/*/mutes/*",
    "PUT /sessions/*/messages/*/reactions/*",
    "PUT /users/me/blocks/*",
  ]);
  const names = document.paths["/sessions"].get.parameters
    .map(({ name }: { name: string }) => name);
  assertEquals(names.sort(), ["count", "cursor", "type"]);
});

Deno.test("every response carries the request's trace id, or a new one", async () => {
  const paths = ["/healthz", "/ws", "/none", "/sessions", "/openapi.json"];
  for (const path of paths) {
    const headers = { trace: "given-1" };
    const given = await fetch(gim.http + path, { headers });
    await given.body?.cancel();
    assertEquals(given.headers.get("trace"), "given-1", path);
    const ids = new Set<string | null>();
    for (let count = 0; count < 2; count++) {
      const made = await fetch(gim.http + path);
      await made.body?.cancel();
      ids.add(made.headers.get("trace"));
    }
    assertEquals([ids.size, ids.has(null), ids.has("")], [2, false, false]);
  }
});

Deno.test("a response is JSON", async () => {
  const { headers } = await call(gim.http, "GET /none");
  assertMatch(headers.get("content-type") ?? "", /^application\/json\b/);
});
