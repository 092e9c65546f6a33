import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP, PRIVATE, unique } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { call, get, refusal } from "../helpers/http.ts";
import {
  admin,
  API_KEY,
  API_KEY_FLAGS,
  askAdmin,
  READ_KEY,
  refusedAdmin,
} from "../helpers/server_api.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

/** One service for all tests of this file, with logins that need tokens. */
let gim: Gim;
Deno.test.beforeAll(async () => {
  gim = await Gim.start({
    args: [
      ...API_KEY_FLAGS,
      `--auth-secret=${SECRET}`,
      "--enable-message-sequence",
    ],
  });
});
Deno.test.afterAll(() => gim[Symbol.asyncDispose]());

interface Token {
  readonly token: string;
  readonly expires_at: number;
}

async function tokenOf(user_id: string): Promise<string> {
  const body = { user_id };
  return (await admin<Token>(gim.http, "POST /admin/tokens", body)).token;
}

async function login(id: string): Promise<TestClient> {
  const token = await tokenOf(id);
  return await TestClient.login(gim.ws, id, { token });
}

Deno.test("a wrong key, or none, is a 401", async () => {
  const line = "GET /admin/users";
  for (const key of ["", "wrong", API_KEY + "x", API_KEY.slice(1)]) {
    assertEquals(await refusedAdmin(gim.http, line, { key }), 401, key);
  }
  assertEquals(await refusal(401, gim.http, line).then(Boolean), true);
  await admin(gim.http, line);
});

Deno.test("there is no server API at the gateway's address, nor without a key", async () => {
  await using other = await Gim.start();
  for (const base of [`http://${gim.gateway}`, other.http]) {
    for (const line of ["GET /admin/users", "POST /admin/broadcast"]) {
      assertEquals(await refusedAdmin(base, line), 404, base + line);
    }
  }
});

Deno.test("a key that only reads sees, and changes nothing", async () => {
  const key = READ_KEY;
  const { status } = await askAdmin(gim.http, "GET /admin/users", { key });
  assertEquals(status, 200);
  const changes = [
    "POST /admin/broadcast",
    "PUT /admin/users/ann/ban",
    "DELETE /admin/users/ann",
  ];
  for (const line of changes) {
    assertEquals(await refusedAdmin(gim.http, line, { key }), 403, line);
  }
});

Deno.test("what the server API is asked is in the log, keys are not", async () => {
  await using service = await Gim.start({ args: API_KEY_FLAGS });
  await admin(service.http, "PUT /admin/users/ann/ban", {});
  const line = await service.logged("admin");
  assertEquals(line.route, "PUT /admin/users/:id/ban");
  assertEquals([line.target, line.status], ["ann", 200]);
  await refusedAdmin(service.http, "GET /admin/users", { key: "x".repeat(40) });
  const refused = await service.logged("admin");
  assertEquals([refused.level, refused.status], ["warn", 401]);
  service.signal("SIGTERM");
  const { lines } = await service.ended();
  const all = JSON.stringify([line, refused, lines]);
  assert(!all.includes(API_KEY) && !all.includes("xxxx"), all);
});

Deno.test("the document of the API has the server API with a scheme of its own", async () => {
  const response = await fetch(`${gim.http}/openapi.json`);
  const { paths, components } = await response.json();
  assertEquals(components.securitySchemes.apiKey, {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
  });
  assertEquals(paths["/admin/users/{id}/ban"].put.security, [{ apiKey: [] }]);
  assertEquals(paths["/login"].post.security, []);
});

Deno.test("a token lets a user in, with the name and for the time that it says", async () => {
  const id = unique("ann");
  const body = { user_id: id, name: "Ann", seconds: 60 };
  const line = "POST /admin/tokens";
  const before = Date.now();
  const { token, expires_at } = await admin<Token>(gim.http, line, body);
  // It ends with a whole second.
  const [least, most] = [before + 60_000, Date.now() + 61_000];
  assert(least <= expires_at && expires_at < most, String(expires_at));
  await using client = await TestClient.connect(gim.ws);
  const { user } = await client.ask(OP.login, { id, token, name: "Else" });
  assertEquals(user, { id, name: "Ann" });
});

Deno.test("nobody gets a token for the service's own id, and nobody logs in with it", async () => {
  const line = "POST /admin/tokens";
  const body = { user_id: "system" };
  assertEquals(await refusedAdmin(gim.http, line, { body }), 403);
  assertMatch(
    await refusal(400, gim.http, line, {
      body: { user_id: "a b" },
      headers: { "x-api-key": API_KEY },
    }),
    /^user_id: /,
  );
});

Deno.test("users are found with their connections and chatrooms, on every page", async () => {
  const prefix = unique("list").replaceAll("-", "_");
  const ids = ["a", "b", "c"].map((end) => `${prefix}${end}`);
  const device = "phone 7";
  const token = await tokenOf(ids[0]!);
  await using client = await TestClient.connect(gim.ws, {
    protocols: ["gim.json"],
  });
  await client.ask(OP.login, { id: ids[0], token, device });
  await client.ask(OP.join, { id: `${prefix}room` });
  for (const id of ids.slice(1)) {
    await get(gim.http, "POST /login", {
      body: { id, token: await tokenOf(id) },
    });
  }
  interface Page {
    items: { id: string; online: boolean }[];
    next_cursor?: string;
  }
  const pageOf = (query: string) =>
    admin<Page>(gim.http, `GET /admin/users?prefix=${prefix}&${query}`);
  const first = await pageOf("count=2");
  assertEquals(first.items.map(({ id }) => id), ids.slice(0, 2));
  const second = await pageOf(`count=2&cursor=${first.next_cursor}`);
  assertEquals(second.items.map(({ id }) => id), ids.slice(2));
  assertEquals(second.next_cursor, undefined);
  const online = await pageOf("online=true");
  assertEquals(online.items.map(({ id }) => id), [ids[0]]);
  const offline = await pageOf("online=false&count=1");
  assertEquals(offline.items.map(({ id }) => id), [ids[1]]);
  const line = `GET /admin/users/${ids[0]}`;
  // deno-lint-ignore no-explicit-any -- read field by field
  const one = await admin<any>(gim.http, line);
  assertEquals([one.id, one.online], [ids[0], true]);
  assertEquals(one.chatrooms, [`${prefix}room`]);
  const [connection, ...others] = one.connections;
  assertEquals(others, []);
  assertEquals(connection.device, device);
  assertEquals(connection.encoding, "gim.json");
  assert(Math.abs(connection.since - Date.now()) < 60_000);
  assertEquals(typeof connection.id + typeof connection.node, "stringstring");
  assertEquals("banned" in one, false);
  assertEquals(await refusedAdmin(gim.http, "GET /admin/users/nobody"), 404);
});

Deno.test("a user is disconnected with 4403, and may come back", async () => {
  const id = unique("ann");
  await using first = await login(id);
  await using second = await login(id);
  const line = `POST /admin/users/${id}/disconnect`;
  assertEquals(await admin(gim.http, line, { reason: "bye" }), {});
  for (const client of [first, second]) {
    assertEquals(await client.ended(), { code: 4403, reason: "bye" });
  }
  await using third = await login(id);
  await third.ask(OP.heartbeat);
});

Deno.test("revoked are the tokens until now, with the connections that used them", async () => {
  const id = unique("ann");
  const old = await tokenOf(id);
  await using client = await TestClient.login(gim.ws, id, { token: old });
  assertEquals(await admin(gim.http, `POST /admin/users/${id}/revoke`), {});
  assertEquals((await client.ended()).code, 4401);
  await refusal(401, gim.http, "GET /sessions", { token: old });
  await using again = await TestClient.connect(gim.ws);
  const { code } = await again.request(OP.login, { id, token: old });
  assertEquals(code, 401);
  const token = await tokenOf(id);
  await get(gim.http, "GET /sessions", { token });
  await again.ask(OP.login, { id, token });
});

Deno.test("who is banned is sent away, refused everywhere, and let in when it is lifted", async () => {
  const id = unique("ann");
  const token = await tokenOf(id);
  await using client = await TestClient.login(gim.ws, id, { token });
  const line = `PUT /admin/users/${id}/ban`;
  const body = { seconds: 3600, reason: "spam" };
  const { until } = await admin<{ until: number }>(gim.http, line, body);
  assertEquals((await client.ended()).code, 4403);
  const banned = { reason: "banned", until };
  const request = await call(gim.http, "GET /sessions", { token });
  assertEquals([request.status, request.data], [403, banned]);
  const loggedIn = await call(gim.http, "POST /login", { body: { id, token } });
  assertEquals([loggedIn.status, loggedIn.data], [403, banned]);
  await using again = await TestClient.connect(gim.ws);
  const refused = await again.request(OP.login, { id, token });
  assertEquals([refused.code, refused.data], [403, banned]);
  // deno-lint-ignore no-explicit-any -- read field by field
  const one = await admin<any>(gim.http, `GET /admin/users/${id}`);
  assertEquals(one.banned, { until, reason: "spam" });
  await admin(gim.http, `DELETE /admin/users/${id}/ban`);
  await again.ask(OP.login, { id, token });
  const nobody = unique("nobody");
  await admin(gim.http, `PUT /admin/users/${nobody}/ban`);
  const first = await tokenOf(nobody);
  const unknown = await call(gim.http, "GET /sessions", { token: first });
  assertEquals([unknown.status, unknown.data], [403, { reason: "banned" }]);
});

Deno.test("an announcement reaches everybody who is logged in, in every encoding", async () => {
  const clients = await Promise.all([
    login(unique("ann")),
    TestClient.connect(gim.ws, { protocols: ["gim.json"] }),
  ]);
  const [first, second] = clients as [TestClient, TestClient];
  const id = unique("bob");
  await second.ask(OP.login, { id, token: await tokenOf(id) });
  await using stranger = await TestClient.connect(gim.ws);
  const body = { content: "soon", category: "upkeep", data: { minutes: 5 } };
  const line = "POST /admin/broadcast";
  const { receivers } = await admin<{ receivers: number }>(
    gim.http,
    line,
    body,
  );
  assert(receivers >= 2);
  for (const client of [first, second]) {
    const push = await client.event("announcement");
    const { created_at, ...event } = push as unknown as Record<string, unknown>;
    assertEquals(event, { event: "announcement", ...body });
    assert(Math.abs(Number(created_at) - Date.now()) < 60_000);
  }
  await stranger.ask(OP.heartbeat);
  assertEquals(stranger.inbox, []);
  const tooLong = { content: "x".repeat(5000) };
  assertEquals(await refusedAdmin(gim.http, line, { body: tooLong }), 413);
  const tooMuch = { content: "x", data: { text: "x".repeat(1025) } };
  assertEquals(await refusedAdmin(gim.http, line, { body: tooMuch }), 413);
  for (const client of clients) await client[Symbol.asyncDispose]();
});

Deno.test("an export has the profile, the memberships, and the messages of a user", async () => {
  const [ann, bob] = [unique("ann"), unique("bob")];
  const room = unique("room");
  await using first = await login(ann);
  await using second = await login(bob);
  for (const client of [first, second]) await client.ask(OP.join, { id: room });
  const send = (client: TestClient, body: object) => client.ask(OP.send, body);
  await send(first, { type: 1, target_id: room, content: "to the room" });
  await send(second, { type: 1, target_id: room, content: "not hers" });
  await send(first, { type: PRIVATE, target_id: bob, content: "to bob" });
  await send(second, { type: PRIVATE, target_id: ann, content: "to ann" });
  const response = await fetch(`${gim.http}/admin/users/${ann}/export`, {
    headers: { "x-api-key": API_KEY },
  });
  assertEquals(response.headers.get("content-type"), "application/x-ndjson");
  const text = await response.text();
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines[0].kind, "profile");
  assertEquals(lines[0].id, ann);
  assertEquals(lines[1].kind, "membership");
  assertEquals(lines[1].chatroom_id, room);
  const messages = lines.filter(({ kind }) => kind === "message");
  assertEquals(messages.map(({ content }) => content).sort(), [
    "to ann",
    "to bob",
    "to the room",
  ]);
  const line = `GET /admin/users/${unique("no")}/export`;
  assertEquals(await refusedAdmin(gim.http, line), 404);
});

Deno.test("who is erased is forgotten, and their messages go as recalls", async () => {
  const [ann, bob] = [unique("ann"), unique("bob")];
  const room = unique("room");
  const body = { user_id: ann, name: "Ann Other" };
  const line = "POST /admin/tokens";
  const { token } = await admin<Token>(gim.http, line, body);
  await using first = await TestClient.login(gim.ws, ann, { token });
  await using second = await login(bob);
  for (const client of [first, second]) await client.ask(OP.join, { id: room });
  const said = await first.ask(OP.send, {
    type: 1,
    target_id: room,
    content: "to the room",
  });
  const told = await first.ask(OP.send, {
    type: PRIVATE,
    target_id: bob,
    content: "to bob",
  });
  const erase = `DELETE /admin/users/${ann}?messages=true`;
  assertEquals(await admin(gim.http, erase), {});
  assertEquals((await first.ended()).code, 4403);
  const recalled = new Set<string>();
  while (recalled.size < 2) {
    const event = await second.event("recalled");
    recalled.add(String(event.message_id));
  }
  assertEquals(recalled, new Set([said.id, told.id]));
  for (const session_id of [`1:${room}`, `2:${ann}`]) {
    const { items: [message] } = await second.ask(OP.history, { session_id });
    assertEquals(message?.sender, { id: ann, name: ann });
    assertEquals([message?.content, message?.status], ["", 2]);
  }
  const members = await second.ask(OP.members, { id: room });
  assertEquals(members.items.map(({ id }) => id), [bob]);
  assertEquals(await refusedAdmin(gim.http, `GET /admin/users/${ann}`), 404);
  assertEquals(await refusedAdmin(gim.http, erase), 404);
});
