import { assertEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { CHATROOM, OP, PRIVATE, unique } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { HAS_REDIS, RedisServer } from "../helpers/redis_server.ts";
import {
  admin,
  API_KEY_FLAGS,
  askAdmin,
  refusedAdmin,
} from "../helpers/server_api.ts";
import { withDirectory } from "../helpers/data_directory.ts";

/** Two addresses of one service, which may be the same. */
interface Service {
  readonly first: Gim;
  readonly second: Gim;
}

// deno-lint-ignore no-explicit-any -- replies are read field by field
type Any = any;

/** A user with a connection, and a name. */
async function login(gim: Gim, name: string): Promise<[string, TestClient]> {
  const id = unique(name);
  return [id, await TestClient.login(gim.ws, id, { name })];
}

/** What holds of chatrooms, wherever they are kept. */
async function roomsAreGoverned({ first, second }: Service): Promise<void> {
  const base = first.http;
  const [ann, annAt] = await login(second, "Ann");
  const [bob, bobAt] = await login(first, "Bob");
  const id = unique("room");
  const body = {
    id,
    name: "The Room",
    creator: ann,
    members: [bob],
    join: "invite",
    data: { topic: "news" },
  };
  const line = "POST /admin/chatrooms";
  const unknown = { ...body, members: [bob, unique("nobody")] };
  assertEquals(await refusedAdmin(base, line, { body: unknown }), 404);
  assertEquals(await refusedAdmin(base, `GET /admin/chatrooms/${id}`), 404);
  const wrong = { ...body, max_members: 10 ** 12 };
  assertEquals(await refusedAdmin(base, line, { body: wrong }), 400);
  assertEquals(await refusedAdmin(base, `GET /admin/chatrooms/${id}`), 404);
  const room = await admin<Any>(base, line, body);
  assertEquals([room.id, room.name, room.creator], [id, "The Room", ann]);
  assertEquals([room.member_count, room.online], [2, 2]);
  assertEquals([room.join, room.data], ["invite", { topic: "news" }]);
  assertEquals(await refusedAdmin(base, line, { body }), 409);
  const list = await admin<Any>(base, `GET /admin/chatrooms?prefix=${id}`);
  assertEquals(list.items, [room]);

  const said = { type: CHATROOM, target_id: id, content: "welcome" };
  const sent = await admin<Any>(base, "POST /admin/messages", said);
  for (const client of [annAt, bobAt]) {
    const { items: [message] } = await client.push();
    assertEquals(message?.sender, { id: "system", name: "system" });
    assertEquals(message?.content, "welcome");
  }
  const history = `GET /admin/sessions/1:${id}/messages`;
  const { items } = await admin<Any>(base, history);
  assertEquals(items.map((each: Any) => each.id), [sent.id]);
  const path = `/admin/chatrooms/${id}`;
  await admin(base, `PUT ${path}/mutes/${bob}`, { seconds: 60 });
  const muted = await bobAt.event("muted") as Any;
  assertEquals([muted.user_id, muted.by], [bob, "system"]);
  assertEquals((await bobAt.request(OP.send, said)).code, 403);
  await admin(base, `DELETE ${path}/mutes/${bob}`);
  await admin(base, `DELETE ${path}/messages/${sent.id}`);
  const recalled = await annAt.event("recalled") as Any;
  assertEquals(recalled.message_id, sent.id);
  const inBobsName = { ...said, sender_id: bob, content: "in his name" };
  await admin(base, "POST /admin/messages", inBobsName);
  const { items: found } = await admin<Any>(base, `${history}?user_id=${ann}`);
  assertEquals(found.at(-1).sender, { id: bob, name: "Bob" });

  await admin(base, `PUT ${path}/members/${bob}`, { role: "admin" });
  const members = await admin<Any>(base, `GET ${path}/members`);
  const roles = members.items.map((each: Any) => [each.id, each.role]);
  assertEquals(roles, [[ann, "creator"], [bob, "admin"]]);
  const changed = await admin<Any>(base, `PATCH ${path}`, { name: "Renamed" });
  assertEquals(changed.name, "Renamed");
  await annAt.event("updated");
  await admin(base, `PUT ${path}/bans/${bob}`, {});
  await annAt.event("removed");
  const banned = await askAdmin(base, `PUT ${path}/members/${bob}`, {
    body: {},
  });
  assertEquals([banned.status, banned.data], [403, { reason: "banned" }]);
  const { items: bans } = await admin<Any>(base, `GET ${path}/sanctions`);
  assertEquals(bans.map((each: Any) => [each.kind, each.by]), [[
    "ban",
    "system",
  ]]);
  await admin(base, `DELETE ${path}/bans/${bob}`);
  await admin(base, `PUT ${path}/members/${bob}`, {});
  await bobAt.event("joined");
  await admin(base, `DELETE ${path}/members/${bob}`);
  await bobAt.event("removed");
  const nobody = unique("nobody");
  const gone = await askAdmin(base, `DELETE ${path}/members/${nobody}`);
  assertEquals([gone.status, gone.msg], [404, `no such user: ${nobody}`]);
  const again = await admin<Any>(base, `DELETE ${path}/members/${bob}`);
  assertEquals(again, { removed: [] });
  for (const wrong of ["nonsense", "3:x", "2:a%20b", "1:a:b", "2:a:b:c"]) {
    const line = `GET /admin/sessions/${wrong}/messages`;
    const { status, msg } = await askAdmin(base, line);
    assertEquals([status, msg.split(":")[0]], [400, "session_id"], wrong);
  }
  const unasked = await askAdmin(base, `GET /admin/sessions/2:${bob}/messages`);
  assertEquals([unasked.status, unasked.msg.split(":")[0]], [400, "user_id"]);

  assertEquals(await admin(base, `DELETE ${path}`), {});
  const { session_id } = await annAt.event("disbanded");
  assertEquals(session_id, `1:${id}`);
  assertEquals(await refusedAdmin(base, `DELETE ${path}`), 404);
  assertEquals((await annAt.request(OP.history, { session_id })).code, 404);
  const { items: left } = await annAt.ask(OP.sessions);
  assertEquals(left.filter((each) => each.id === session_id), []);
  for (const client of [annAt, bobAt]) await client[Symbol.asyncDispose]();
}

/** Where a user stands in chatrooms, wherever these are kept. */
async function standingsAreShown({ first, second }: Service): Promise<void> {
  const base = first.http;
  const [ann, annAt] = await login(second, "Ann");
  const [bob, bobAt] = await login(first, "Bob");
  const [den, pub] = [unique("den"), unique("pub")];
  for (const [id, name] of [[den, "The Den"], [pub, "The Pub"]]) {
    const body = { id, name, creator: ann, members: [bob] };
    await admin(base, "POST /admin/chatrooms", body);
  }
  await admin(base, `PUT /admin/chatrooms/${pub}/members/${bob}`, {
    role: "admin",
  });
  const terms = { seconds: 60, reason: "loud" };
  const muted = `PUT /admin/chatrooms/${den}/mutes/${bob}`;
  const { until } = await admin<Any>(base, muted, terms);
  const rooms = `GET /admin/users/${bob}/chatrooms`;
  const page = await admin<Any>(base, `${rooms}?count=1`);
  assertEquals(page.items.map((each: Any) => ({ ...each, joined_at: 0 })), [{
    id: den,
    name: "The Den",
    role: "member",
    joined_at: 0,
    muted: true,
    muted_until: until,
  }]);
  const rest = `${rooms}?cursor=${page.next_cursor}`;
  const { items, next_cursor } = await admin<Any>(base, rest);
  assertEquals(items.map((each: Any) => [each.id, each.role, each.muted]), [
    [pub, "admin", undefined],
  ]);
  assertEquals(next_cursor, undefined);

  await admin(base, `PUT /admin/chatrooms/${pub}/bans/${bob}`, {});
  const left = await admin<Any>(base, rooms);
  assertEquals(left.items.map((each: Any) => each.id), [den]);
  const sanctions = `GET /admin/users/${bob}/sanctions`;
  const imposed: Any[] = [];
  for (let line = `${sanctions}?count=1`; line !== "";) {
    const { items, next_cursor } = await admin<Any>(base, line);
    imposed.push(...items.map((each: Any) => ({ ...each, at: 0 })));
    line = next_cursor ? `${sanctions}?count=1&cursor=${next_cursor}` : "";
  }
  const bySystem = { by: "system", at: 0 };
  assertEquals(imposed, [
    { chatroom_id: den, kind: "mute", until, reason: "loud", ...bySystem },
    { chatroom_id: pub, kind: "ban", ...bySystem },
  ]);
  const nobody = unique("nobody");
  assertEquals(
    await refusedAdmin(base, `GET /admin/users/${nobody}/chatrooms`),
    404,
  );
  await admin(base, `PUT /admin/chatrooms/${den}/bans/${nobody}`, {});
  const ofNobody = `GET /admin/users/${nobody}/sanctions`;
  const { items: [ban] } = await admin<Any>(base, ofNobody);
  assertEquals([ban.chatroom_id, ban.kind], [den, "ban"]);
  const foreign = `${sanctions}?cursor=${page.next_cursor}`;
  assertEquals(await refusedAdmin(base, foreign), 400);
  for (const client of [annAt, bobAt]) await client[Symbol.asyncDispose]();
}

/** The service has spoken, so that there is a user with its id. */
async function theServiceIsNoMember({ first, second }: Service) {
  const base = first.http;
  const [ann, annAt] = await login(second, "Ann");
  const hello = { type: PRIVATE, target_id: ann, content: "hello" };
  await admin(base, "POST /admin/messages", hello);
  const room = unique("room");
  await annAt.ask(OP.join, { id: room });
  const everybody = { id: room, user_ids: ["system"] };
  assertEquals(await annAt.ask(OP.add, everybody), {
    added: [],
    refused: [{ id: "system", reason: "unknown" }],
  });
  const line = `PUT /admin/chatrooms/${room}/members/system`;
  assertEquals(await refusedAdmin(base, line, { body: {} }), 404);
  for (const others of [{ creator: "system" }, { members: ["system"] }]) {
    const id = unique("room");
    const body = { id, creator: ann, ...others };
    const create = "POST /admin/chatrooms";
    assertEquals(await refusedAdmin(base, create, { body }), 404);
    assertEquals(await refusedAdmin(base, `GET /admin/chatrooms/${id}`), 404);
  }
  await annAt[Symbol.asyncDispose]();
}

/** Conversations are read as known users see them, and as the service does. */
async function historyIsOfKnownUsers({ first, second }: Service) {
  const base = first.http;
  const [ann, annAt] = await login(second, "Ann");
  const room = unique("room");
  await annAt.ask(OP.join, { id: room });
  const nobody = unique("nobody");
  const waiting = { type: PRIVATE, target_id: nobody, content: "come" };
  await annAt.ask(OP.send, waiting);
  for (const session of [`2:${ann}`, `1:${room}`]) {
    const line = `GET /admin/sessions/${session}/messages?user_id=${nobody}`;
    const { status, msg } = await askAdmin(base, line);
    assertEquals([status, msg], [404, `no such user: ${nobody}`]);
  }
  const theirs = `GET /admin/sessions/2:${nobody}/messages?user_id=${ann}`;
  const { items } = await admin<Any>(base, theirs);
  assertEquals(items.map((each: Any) => each.content), ["come"]);
  const own = `GET /admin/sessions/2:${ann}/messages?user_id=system`;
  assertEquals((await admin<Any>(base, own)).items, []);
  await annAt[Symbol.asyncDispose]();
}

Deno.test("the server API governs chatrooms in memory", async () => {
  await using gim = await Gim.start({ args: API_KEY_FLAGS });
  const service = { first: gim, second: gim };
  await historyIsOfKnownUsers(service);
  await roomsAreGoverned(service);
  await standingsAreShown(service);
  await theServiceIsNoMember(service);
});

Deno.test("the server API governs chatrooms on disk", () =>
  withDirectory(async (dataDir) => {
    await using gim = await Gim.start({ args: API_KEY_FLAGS, dataDir });
    const service = { first: gim, second: gim };
    await historyIsOfKnownUsers(service);
    await roomsAreGoverned(service);
    await standingsAreShown(service);
    await theServiceIsNoMember(service);
  }));

/** Two nodes on one Redis. */
async function withNodes(run: (nodes: Service) => Promise<void>) {
  await using redis = await RedisServer.start();
  const args = [
    ...API_KEY_FLAGS,
    "--storage=redis",
    `--redis-url=${redis.url}`,
  ];
  await using first = await Gim.start({ args });
  await using second = await Gim.start({ args });
  await run({ first, second });
}

Deno.test({
  name: "the server API governs chatrooms on two nodes",
  ignore: !HAS_REDIS,
  fn: () =>
    withNodes(async (nodes) => {
      await historyIsOfKnownUsers(nodes);
      await roomsAreGoverned(nodes);
      await standingsAreShown(nodes);
      await theServiceIsNoMember(nodes);
    }),
});

Deno.test({
  name: "users are found, sent away and told on every node",
  ignore: !HAS_REDIS,
  fn: () =>
    withNodes(async ({ first, second }) => {
      const base = first.http;
      const id = unique("ann");
      const connect = async (gim: Gim, device: string) => {
        const client = await TestClient.connect(gim.ws);
        await client.ask(OP.login, { id, device });
        return client;
      };
      const here = await connect(first, "desk");
      const there = await connect(second, "phone 1");
      const user = await admin<Any>(base, `GET /admin/users/${id}`);
      const devices = user.connections.map((each: Any) => each.device).sort();
      assertEquals(devices, ["desk", "phone 1"]);
      assertEquals(
        new Set(user.connections.map((each: Any) => each.node)).size,
        2,
      );
      const { items } = await admin<Any>(
        base,
        `GET /admin/users?online=true&prefix=${id}`,
      );
      assertEquals(items.map((each: Any) => each.id), [id]);
      await admin(base, "POST /admin/broadcast", { content: "soon" });
      for (const client of [here, there]) {
        assertEquals(
          (await client.event("announcement") as Any).content,
          "soon",
        );
      }
      await admin(base, `POST /admin/users/${id}/disconnect`, {});
      for (const client of [here, there]) {
        assertEquals((await client.ended()).code, 4403);
      }
      const again = await connect(second, "phone 2");
      await admin(base, `PUT /admin/users/${id}/ban`, {});
      assertEquals((await again.ended()).code, 4403);
      const refused = await TestClient.connect(second.ws);
      assertEquals((await refused.request(OP.login, { id })).code, 403);
      await admin(base, `DELETE /admin/users/${id}/ban`);
      await refused.ask(OP.login, { id });
      await admin(base, `POST /admin/users/${id}/revoke`);
      assertEquals((await refused.ended()).code, 4401);
    }),
});
