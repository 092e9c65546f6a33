import { assert, assertEquals } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

Deno.test("a join is answered with the chatroom and told to its members", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann", "Ann");
  const joined = await bench.chatrooms.join(ann, { id: "room", name: "Room" });
  assertEquals(joined.chatroom, {
    id: "room",
    name: "Room",
    creator: "ann",
    created_at: bench.clock.now(),
    member_count: 1,
    join: "open",
    send: "all",
    history: "all",
    max_members: 0,
    slow_mode: 0,
    data: {},
    version: 1,
  });
  const [told, ...more] = bench.takeTold();
  assertEquals([told?.to, more.length], ["members of room", 0]);
  assertEquals(told?.event, {
    event: "joined",
    session_id: "1:room",
    user: { id: "ann", name: "Ann" },
  });
  assert(told?.origin === ann.ref);
});

Deno.test("a join says where the chatroom stands; with sequence off nowhere", async () => {
  for (const sequence of [true, false]) {
    const bench = new RulesBench({ sequence });
    const [ann, bob] = [bench.http("ann"), bench.http("bob")];
    await bench.chatrooms.join(ann, { id: "room" });
    const message = { type: 1, target_id: "room", content: "hi" } as const;
    const { id: message_id } = await bench.messages.send(ann, message);
    const { chatroom: _, ...before } = await bench.chatrooms.join(bob, {
      id: "room",
    });
    const last_sequence = sequence ? 1 : 0;
    assertEquals(before, { last_sequence, unread: 0 });
    if (!sequence) continue;
    await bench.recalls.recall(ann, { session_id: "1:room", message_id });
    await bench.messages.send(ann, message);
    const { chatroom: _again, ...after } = await bench.chatrooms.join(bob, {
      id: "room",
    });
    assertEquals(after, { last_sequence: 2, unread: 1, last_change: 1 });
  }
});

Deno.test("all of a user's connections join and leave together", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann");
  await bench.connect("ann");
  await bench.chatrooms.join(ann, { id: "room" });
  assertEquals(bench.presence.connectionsIn("room"), 2);
  await bench.chatrooms.leave(ann, { id: "room" });
  assertEquals(
    [bench.presence.connectionsIn("room"), bench.presence.chatrooms],
    [
      0,
      0,
    ],
  );
});

Deno.test("a join over HTTP brings in the user's connections", async () => {
  const bench = new RulesBench();
  await bench.connect("ann");
  await bench.chatrooms.join(bench.http("ann"), { id: "room" });
  assertEquals(bench.presence.connectionsIn("room"), 1);
  await bench.chatrooms.leave(bench.http("ann"), { id: "room" });
  assertEquals(bench.presence.connectionsIn("room"), 0);
});

Deno.test("joining again is answered alike and told to nobody", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  const first = await bench.chatrooms.join(ann, { id: "room" });
  bench.takeTold();
  const again = await bench.chatrooms.join(ann, { id: "room", name: "Other" });
  assertEquals(again, first);
  assertEquals(bench.told, []);
});

Deno.test("a leave is told to the members and to the leaver's other devices", async () => {
  const bench = new RulesBench();
  const ann = await bench.connect("ann", "Ann");
  await bench.chatrooms.join(ann, { id: "room" });
  bench.takeTold();
  assertEquals(await bench.chatrooms.leave(ann, { id: "room" }), {});
  const told = bench.takeTold();
  assertEquals(told.map(({ to }) => to), ["members of room", "user ann"]);
  assertEquals(told.map(({ event }) => event.event), ["left", "left"]);
  assert(told[1]?.origin === ann.ref);
});

Deno.test("leaving needs a membership of a chatroom that exists", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  const leave = () => bench.chatrooms.leave(ann, { id: "room" });
  assertEquals((await refusal(leave)).code, 404);
  await bench.chatrooms.join(bench.http("bob"), { id: "room" });
  bench.takeTold();
  assertEquals((await refusal(leave)).code, 403);
  assertEquals(bench.told, []);
});

Deno.test("members are shown with role and presence, page by page", async () => {
  const bench = new RulesBench();
  for (const id of ["ann", "bob", "cat"]) {
    await bench.chatrooms.join(bench.http(id), { id: "room" });
    bench.clock.advance(1);
  }
  const { userId } = await bench.connect("bob", "Bob");
  const caller = bench.http(userId);
  const first = await bench.chatrooms.members(caller, { id: "room", count: 2 });
  const shown = first.items.map((
    { id, name, online, role },
  ) => [id, name, online, role]);
  assertEquals(shown, [
    ["ann", "ann", false, "creator"],
    ["bob", "Bob", true, "member"],
  ]);
  assertEquals(first.total, 3);
  const cursor = first.next_cursor;
  assert(cursor !== undefined);
  const rest = await bench.chatrooms.members(caller, { id: "room", cursor });
  assertEquals(rest.items.map(({ id }) => id), ["cat"]);
  assertEquals("next_cursor" in rest, false);
});

Deno.test("members are for members, and a bad cursor is a 400", async () => {
  const bench = new RulesBench();
  await bench.chatrooms.join(bench.http("ann"), { id: "room" });
  const codeOf = async (userId: string, id: string, cursor?: string) => {
    const body = cursor === undefined ? { id } : { id, cursor };
    const caller = bench.http(userId);
    const refused = await refusal(() => bench.chatrooms.members(caller, body));
    return refused.code;
  };
  assertEquals(await codeOf("bob", "room"), 403);
  assertEquals(await codeOf("bob", "nowhere"), 404);
  assertEquals(await codeOf("ann", "room", "x"), 400);
});

Deno.test("a join or leave that took effect is a success though nobody can be told", async () => {
  const user = () => Promise.reject(new ReplyError(503, "out of reach"));
  const bench = new RulesBench({ storage: { user } });
  const ann = bench.http("ann");
  const { chatroom } = await bench.chatrooms.join(ann, { id: "room" });
  assertEquals(chatroom.member_count, 1);
  assertEquals(await bench.chatrooms.leave(ann, { id: "room" }), {});
});
