import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP, type Session } from "../helpers/contract.ts";
import { withDirectory } from "../helpers/data_directory.ts";
import { Gim, runGim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { testWithRedis } from "../helpers/redis_server.ts";
import { admin, API_KEY_FLAGS } from "../helpers/server_api.ts";

const ARGS = ["--enable-message-sequence=true", ...API_KEY_FLAGS];
const TEXTS = ["a \0 and 😀", "\u2028 line \n breaks \u0085", '{"kind":"end"}'];

/** Users, a room with leavers, a pair, recalls, read marks. */
async function talk(gim: Gim): Promise<void> {
  await using ann = await ObservedClient.login(gim.ws, "ann", { name: "Ann" });
  await using bob = await ObservedClient.login(gim.ws, "bob");
  await using odd = await ObservedClient.login(gim.ws, "__proto__");
  const room = { type: 1, target_id: "room" };
  for (const client of [ann, bob, odd]) {
    await client.ask(OP.join, { id: "room", name: "The 🏠 room" });
    await client.ask(OP.send, { ...room, content: `hello` });
  }
  await bob.ask(OP.leave, { id: "room" });
  await bob.ask(OP.join, { id: "room" });
  for (const content of TEXTS) await ann.tell("bob", content);
  const { id } = await ann.ask(OP.send, { ...room, content: "gone" });
  await ann.ask(OP.recall, { session_id: "1:room", message_id: id });
  const rich = { ...room, content: "rich", data: { __proto: [1] } };
  const about = { mentions: ["bob", "__proto__"], reply_to: id };
  const told = await ann.ask(OP.send, { ...rich, ...about });
  const message = { session_id: "1:room", message_id: told.id };
  await ann.ask(OP.edit, { ...message, content: "richer" });
  for (const [client, reaction] of [[bob, "é b"], [odd, "é b"]] as const) {
    await client.ask(OP.react, { ...message, reaction });
  }
  await odd.ask(OP.react, { ...message, reaction: "__proto__" });
  await odd.ask(OP.read, { session_id: "1:room", sequence: 3 });
  await bob.ask(OP.read, { session_id: "2:ann", sequence: 2 });
  const sent = { type: 2, target_id: "bob", content: "once", request_id: "r" };
  await ann.ask(OP.send, sent);
  await govern(ann, [bob, odd]);
  await restrict(gim);
}

/** Whom an operator keeps out of the service, known or not. */
async function restrict({ http }: Gim): Promise<void> {
  const reason = "sp\0am 😀";
  await admin(http, "PUT /admin/users/mallory/ban", { reason });
  await admin(http, "PUT /admin/users/trudy/ban", { seconds: 3600 });
  for (const id of ["trudy", "peggy"]) {
    await admin(http, `POST /admin/users/${id}/revoke`);
  }
}

/** What an export says of them. */
async function restrictedIn(file: string): Promise<unknown[]> {
  const lines = (await Deno.readTextFile(file)).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === "restricted")
    .sort((a, b) => a.user_id < b.user_id ? -1 : 1);
}

/** A guild of ann's, with all that governs it. */
async function govern(
  ann: ObservedClient,
  others: readonly ObservedClient[],
): Promise<void> {
  const id = "guild";
  for (const each of [ann, ...others]) await each.ask(OP.join, { id });
  await ann.ask(OP.role, { id, user_id: "bob", role: "admin" });
  await ann.ask(OP.ban, { id, user_id: "dan", reason: "be\0cause" });
  const mute = { id, user_id: "__proto__", seconds: 3600 };
  await ann.ask(OP.mute, mute);
  await ann.ask(OP.block, { user_id: "__proto__", blocked: true });
  await ann.ask(OP.configure, {
    id,
    name: "The guild",
    join: "password",
    password: "sesame",
    history: "joined",
    max_members: 7,
    slow_mode: 1000,
    data: { ["__proto__"]: "x", topic: "😀" },
  });
}

/** Whom a user blocks, and what they see of the guild. */
async function lookAtGuild(client: ObservedClient): Promise<unknown> {
  const id = "guild";
  const { items } = await client.ask(OP.members, { id });
  const sanctions = await client.request(OP.sanctions, { id });
  return [
    await client.ask(OP.blocks),
    await client.ask(OP.chatroom, { id }),
    items.map(({ online: _, ...member }) => member),
    [sanctions.code, sanctions.data],
  ];
}

/** All that the users can see. */
async function look(gim: Gim) {
  const seen: unknown[] = [];
  for (const id of ["ann", "bob", "__proto__"]) {
    await using client = await ObservedClient.login(gim.ws, id);
    const { items } = await client.ask(OP.sessions, { count: 100 });
    seen.push(items);
    for (const { id: session_id } of items as readonly Session[]) {
      const query = { session_id, after_sequence: 0, changed_after: 0 };
      seen.push(await client.ask(OP.sync, query));
    }
    const room = { session_id: "1:room", after_sequence: 0 };
    const { items: messages } = await client.ask(OP.sync, room);
    const message_id = messages.findLast((each) => each.reactions)?.id;
    const who = { session_id: "1:room", message_id, reaction: "é b" };
    seen.push(await client.ask(OP.reactions, who));
    const members = await client.ask(OP.members, { id: "room" });
    seen.push(members.items.map(({ id, role, joined_at }) => {
      return [id, role, joined_at];
    }));
    seen.push(await lookAtGuild(client));
  }
  return seen;
}

/** What happens to what was moved. */
async function goOn(gim: Gim): Promise<void> {
  await using ann = await ObservedClient.login(gim.ws, "ann");
  const sent = { type: 2, target_id: "bob", content: "once", request_id: "r" };
  const again = await ann.ask(OP.send, sent);
  assertEquals(again.sequence, TEXTS.length + 1, "a repeated send is known");
  const next = await ann.ask(OP.send, { ...sent, request_id: "s" });
  assertEquals(next.sequence, TEXTS.length + 2);
  assert(next.id > again.id, "ids go on growing");
  await holdFast(gim);
  for (const id of ["mallory", "trudy"]) {
    await using client = await TestClient.connect(gim.ws);
    assertEquals((await client.request(OP.login, { id })).code, 403, id);
  }
}

/** What governs the guild holds where it was moved. */
async function holdFast(gim: Gim): Promise<void> {
  const id = "guild";
  await using dan = await ObservedClient.login(gim.ws, "dan");
  const banned = await dan.refusal(OP.join, { id, password: "sesame" });
  assertEquals(banned, { code: 403, reason: "banned" });
  await using odd = await ObservedClient.login(gim.ws, "__proto__");
  const said = { type: 1, target_id: id, content: "x" };
  assertEquals((await odd.refusal(OP.send, said)).reason, "muted");
  const told = { type: 2, target_id: "ann", content: "x" };
  assertEquals((await odd.refusal(OP.send, told)).reason, "blocked");
  await using eve = await ObservedClient.login(gim.ws, "eve");
  const wrong = await eve.refusal(OP.join, { id, password: "mellon" });
  assertEquals(wrong, { code: 403, reason: "password" });
  await eve.ask(OP.join, { id, password: "sesame" });
  await using bob = await ObservedClient.login(gim.ws, "bob");
  await bob.ask(OP.remove, { id, user_ids: ["eve"] });
}

testWithRedis(
  "what a service has on disk goes to Redis and back, and nobody sees a difference",
  (server) =>
    withDirectory(async (home) => {
      const [one, two] = [`${home}/one`, `${home}/two`];
      const [first, second] = [`${home}/1.ndjson`, `${home}/2.ndjson`];
      const redis = ["--storage", "redis", "--redis-url", server.url];
      const gim = (...args: string[]) => runGim(args, {}, home);
      let before: unknown;
      {
        await using service = await Gim.start({ dataDir: one, args: ARGS });
        await talk(service);
        before = await look(service);
      }
      const out = await gim("export", first, "--data-dir", one);
      assertEquals([out.status, out.out], [0, ""], out.err);
      assertMatch(
        out.err,
        /gim: export: 3 users, 3 conversations, 9 messages\n$/,
      );
      for (let time = 0; time < 2; time++) {
        const { status, err } = await gim("import", first, ...redis);
        assertEquals(status, 0, err);
        assertMatch(err, /import: 3 users, 3 conversations, 9 messages\n$/);
      }
      const back = await gim("export", second, ...redis);
      assertEquals(back.status, 0, back.err);
      const restricted = await restrictedIn(first);
      assertEquals(restricted.length, 3);
      assertEquals(await restrictedIn(second), restricted);
      {
        const args = [...ARGS, ...redis];
        await using service = await Gim.start({ args });
        assertEquals(await look(service), before);
        await goOn(service);
        const busy = await gim("import", first, ...redis);
        assertEquals(busy.status, 1);
        assertMatch(busy.err, /gim: import: a service uses this Redis: stop /);
      }
      const again = await gim("import", first, ...redis);
      assertEquals(again.status, 1);
      assertMatch(again.err, /2:ann:bob: is there already, and has gone on\n$/);
      const { status, err } = await gim("import", second, "--data-dir", two);
      assertEquals(status, 0, err);
      await using service = await Gim.start({ dataDir: two, args: ARGS });
      assertEquals(await look(service), before);
      await goOn(service);
    }),
);

Deno.test("an export that was cut short is gone on with, an import is made again", () =>
  withDirectory(async (home) => {
    const [one, two] = [`${home}/one`, `${home}/two`];
    const [whole, other] = [`${home}/whole.ndjson`, `${home}/other.ndjson`];
    const gim = (...args: string[]) => runGim(args, {}, home);
    {
      await using service = await Gim.start({ dataDir: one, args: ARGS });
      await talk(service);
    }
    await gim("export", whole, "--data-dir", one);
    const lines = (await Deno.readTextFile(whole)).split("\n");
    for (let at = 0; at < lines.length; at += 9) {
      const cut = lines.slice(0, at).map((line) => `${line}\n`).join("");
      await Deno.writeTextFile(`${other}.part`, cut + '{"kind":"mess');
      const { status, err } = await gim("export", other, "--data-dir", one);
      assertEquals(status, 0, err);
      assertEquals(await Deno.readTextFile(other), lines.join("\n"));
      await Deno.remove(other);
      await Deno.writeTextFile(other, cut);
      const half = await gim("import", other, "--data-dir", two);
      assertEquals(half.status, 1);
      assertMatch(half.err, /gim: import: line \d+: /);
      await Deno.remove(other);
    }
    const none = await gim("import", `${home}/none`, "--data-dir", `${home}/3`);
    assertEquals(none.status, 1);
    assertMatch(none.err, /gim: import: ".*none": No such file/);
    await assertRejects(() => Deno.stat(`${home}/3`), Deno.errors.NotFound);
    const end = await gim("import", whole, "--data-dir", two);
    assertEquals(end.status, 0, end.err);
    const back = await gim("export", other, "--data-dir", two);
    assertEquals(back.status, 0, back.err);
    assertEquals(await Deno.readTextFile(other), lines.join("\n"));
    const there = await gim("export", whole, "--data-dir", one);
    assertEquals(there.status, 1);
    assertMatch(there.err, /gim: export: ".*whole.ndjson": is there already/);
  }));

Deno.test("an export of memory, or without a file, is refused with status 2", async () => {
  const memory = await runGim(["export", "x"]);
  assertEquals(memory.status, 2);
  assertMatch(memory.err, /^gim: export: got --storage memory, which nothing /);
  const none = await runGim(["import", "--storage=redis"]);
  assertEquals(none.status, 2);
  assertMatch(none.err, /^gim: import: got no file: expected the name of one/);
});
