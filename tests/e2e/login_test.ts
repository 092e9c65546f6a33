import { assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP, unique } from "../helpers/contract.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";

const gim = serviceOfThisFile();

const NEEDING_LOGIN: readonly [op: number, body?: object][] = [
  [OP.logout],
  [OP.send, { type: 2, target_id: "x", content: "x" }],
  [OP.history, { session_id: "2:x" }],
  [OP.sessions],
  [OP.join, { id: "x" }],
  [OP.leave, { id: "x" }],
  [OP.members, { id: "x" }],
  [OP.user, { id: "x" }],
];

Deno.test("a login is told who it is and how the service is run", async () => {
  await using client = await TestClient.connect(gim.ws);
  const id = unique("u");
  const before = Date.now();
  const data = await client.login(id, { name: "Ann", device: "phone" });
  assertEquals(data.user, { id, name: "Ann" });
  assertEquals(data.heartbeat_interval, 600_000);
  assertEquals(data.sequence, false);
  assertEquals([data.push_count, data.push_duration], [10, 1000]);
  assertEquals(typeof data.token, "string");
  assertGreater(data.expires_at, Date.now());
  assertEquals(Number.isInteger(data.expires_at), true);
  assertEquals(data.server_time >= before, true);
  assertEquals(data.server_time <= Date.now(), true);
});

Deno.test("a login is told the options that were set", async () => {
  await using other = await Gim.start({
    args: [
      "--heartbeat-interval=90s",
      "--message-push-count=3",
      "--message-push-duration=250ms",
      "--enable-message-sequence=true",
    ],
  });
  await using client = await TestClient.connect(other.ws);
  const data = await client.login("u");
  assertEquals(data.heartbeat_interval, 90_000);
  assertEquals([data.push_count, data.push_duration], [3, 250]);
  assertEquals(data.sequence, true);
});

Deno.test("a heartbeat needs no login and tells the time", async () => {
  await using client = await TestClient.connect(gim.ws);
  const before = Date.now();
  const { server_time } = await client.ask(OP.heartbeat);
  assertEquals(server_time >= before && server_time <= Date.now(), true);
});

Deno.test("everything but login and heartbeat needs a login", async () => {
  await using client = await TestClient.connect(gim.ws);
  for (const [op, body] of NEEDING_LOGIN) await client.refused(401, op, body);
});

Deno.test("a new user without a name is named by the id", async () => {
  await using client = await TestClient.connect(gim.ws);
  const id = unique("u");
  assertEquals((await client.login(id)).user, { id, name: id });
});

Deno.test("a known user who logs in without a name keeps theirs", async () => {
  const id = unique("u");
  await using one = await TestClient.login(gim.ws, id, { name: "Zoë 佐" });
  await using two = await TestClient.connect(gim.ws);
  assertEquals((await two.login(id)).user.name, "Zoë 佐");
  await one.close();
  await two.close();
  await using three = await TestClient.connect(gim.ws);
  assertEquals((await three.login(id)).user.name, "Zoë 佐");
});

Deno.test("a known user who logs in with another name is renamed", async () => {
  const id = unique("u");
  await using _one = await TestClient.login(gim.ws, id, { name: "Old" });
  await using two = await TestClient.connect(gim.ws);
  assertEquals((await two.login(id, { name: "New" })).user.name, "New");
  assertEquals((await two.ask(OP.user, { id })).name, "New");
});

Deno.test("a second login with the same id is a success without effect", async () => {
  await using client = await TestClient.connect(gim.ws);
  const id = unique("u");
  const first = await client.login(id);
  assertEquals((await client.login(id)).user, first.user);
  await client.ask(OP.sessions);
});

Deno.test("a login as another user is a 409 and changes nothing", async () => {
  await using client = await TestClient.connect(gim.ws);
  const [id, other] = [unique("u"), unique("other")];
  await client.login(id);
  await client.refused(409, OP.login, { id: other });
  await client.refused(404, OP.user, { id: other });
  assertEquals((await client.ask(OP.user, { id })).online, true);
});

Deno.test("a logout keeps the connection, logged out", async () => {
  await using client = await TestClient.connect(gim.ws);
  const [id, other] = [unique("u"), unique("other")];
  await client.login(id);
  await client.ask(OP.logout);
  await client.ask(OP.heartbeat);
  for (const [op, body] of NEEDING_LOGIN) await client.refused(401, op, body);
  assertEquals((await client.login(other)).user.id, other);
  assertEquals((await client.ask(OP.user, { id })).online, false);
});

Deno.test("a connection that is logged out gets no more pushes", async () => {
  const id = unique("u");
  await using one = await TestClient.login(gim.ws, id);
  await using two = await TestClient.login(gim.ws, id);
  await using peer = await TestClient.login(gim.ws, unique("peer"));
  await one.ask(OP.logout);
  await peer.tell(id, "hello");
  assertEquals((await two.push()).items[0]?.content, "hello");
  assertEquals(await one.unread(), []);
});

Deno.test("a login and what needs it can be sent in one go", async () => {
  await using client = await TestClient.connect(gim.ws);
  const id = unique("u");
  const login = client.post(OP.login, { id });
  const user = client.post(OP.user, { id });
  const logout = client.post(OP.logout);
  const late = client.post(OP.sessions);
  assertEquals((await client.reply(OP.login, login)).code, 0);
  assertEquals((await client.reply(OP.user, user)).code, 0);
  assertEquals((await client.reply(OP.logout, logout)).code, 0);
  assertEquals((await client.reply(OP.sessions, late)).code, 401);
});

Deno.test("a token that is given must be valid and the user's own", async () => {
  await using client = await TestClient.connect(gim.ws);
  const id = unique("u");
  const { token } = await client.login(id);
  await client.ask(OP.logout);
  await client.refused(401, OP.login, { id, token: "nonsense" });
  await client.refused(401, OP.login, { id: unique("other"), token });
  assertEquals((await client.login(id, { token })).user.id, id);
});

Deno.test("a failed login leaves the connection as it was", async () => {
  await using client = await TestClient.connect(gim.ws);
  await client.refused(400, OP.login, {});
  await client.refused(401, OP.sessions);
  await client.login(unique("u"));
});

Deno.test("the service warns at its start that anybody may log in as anybody", async () => {
  await using open = await Gim.start();
  const warnings = open.firstLines.filter(({ level }) => level === "warn");
  assertEquals(warnings.length, 1);
  await using closed = await Gim.start({
    args: ["--auth-secret", "s3cret".repeat(6)],
  });
  const levels = closed.firstLines.map(({ level }) => level);
  assertEquals(levels.includes("warn"), false);
});

Deno.test("two users have two tokens", async () => {
  await using one = await TestClient.connect(gim.ws);
  await using two = await TestClient.connect(gim.ws);
  const tokens = [await one.login(unique("u")), await two.login(unique("u"))];
  assertNotEquals(tokens[0]?.token, tokens[1]?.token);
});
