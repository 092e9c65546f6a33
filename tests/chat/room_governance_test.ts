import { assert, assertEquals } from "@std/assert";
import { refusal, refusedFor } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

const ROOM = { id: "room" } as const;

/** A chatroom of ann, bob and cat, who are online; nothing is told yet. */
async function roomOf(bench: RulesBench, ...userIds: string[]) {
  const callers = [];
  for (const id of userIds) {
    const caller = await bench.connect(id, id.toUpperCase());
    await bench.chatrooms.join(caller, ROOM);
    callers.push(caller);
  }
  bench.takeTold();
  return callers as [Caller, Caller, Caller];
}

type Caller = Awaited<ReturnType<RulesBench["connect"]>>;

/** Whom something is told, and what. */
function told(bench: RulesBench): [string, object][] {
  return bench.takeTold().map(({ to, event }) => [to, event]);
}

Deno.test("new settings are told to the members, and what is no change is not", async () => {
  const bench = new RulesBench();
  const [ann] = await roomOf(bench, "ann", "bob");
  const change = { ...ROOM, slow_mode: 500, data: { a: "1" } };
  const chatroom = await bench.roomSettings.configure(ann, change);
  assertEquals([chatroom.slow_mode, chatroom.version], [500, 2]);
  const event = { event: "updated", session_id: "1:room", chatroom };
  assertEquals(told(bench), [["chatroom room", event]]);
  await bench.roomSettings.configure(ann, change);
  assertEquals(told(bench), []);
  assertEquals(await bench.chatrooms.read(ann, ROOM), chatroom);
});

Deno.test("max_members is bounded by the service's own limit", async () => {
  const bench = new RulesBench({ maxMembers: 50 });
  const [ann] = await roomOf(bench, "ann");
  const configure = (max_members: number) =>
    bench.roomSettings.configure(ann, { ...ROOM, max_members });
  assertEquals((await configure(50)).max_members, 50);
  const { code, message } = await refusal(() => configure(51));
  assertEquals([code, message.startsWith("max_members:")], [400, true]);
});

Deno.test("who knows the password joins, and it is shown to nobody", async () => {
  const bench = new RulesBench();
  const [ann] = await roomOf(bench, "ann");
  const set = { ...ROOM, join: "password", password: "s\u00e9same" } as const;
  const shown = await bench.roomSettings.configure(ann, set);
  assert(!JSON.stringify([shown, told(bench)]).includes("same"));
  const bob = bench.http("bob");
  for (const password of [undefined, "sesame"]) {
    const body = password === undefined ? ROOM : { ...ROOM, password };
    const join = () => bench.chatrooms.join(bob, body);
    assertEquals(await refusedFor(join), [403, { reason: "password" }]);
  }
  const typed = { ...ROOM, password: "se\u0301same" };
  const { chatroom } = await bench.chatrooms.join(bob, typed);
  assertEquals(chatroom.member_count, 2);
  await bench.chatrooms.join(bob, { ...ROOM, password: "wrong" });
});

Deno.test("where only the server API creates chatrooms, a join of none is a 404", async () => {
  const bench = new RulesBench({ joinsCreate: false });
  const join = () => bench.chatrooms.join(bench.http("ann"), ROOM);
  assertEquals((await refusal(join)).code, 404);
});

Deno.test("a new role is told to the members, the old creator's too", async () => {
  const bench = new RulesBench();
  const [ann, bob] = await roomOf(bench, "ann", "bob");
  const role = { ...ROOM, user_id: "bob" };
  const member = await bench.roomMembers.setRole(ann, {
    ...role,
    role: "admin",
  });
  assertEquals([member.role, member.online, member.name], [
    "admin",
    true,
    "BOB",
  ]);
  const event = { event: "role", session_id: "1:room" };
  assertEquals(told(bench), [
    ["chatroom room", { ...event, user_id: "bob", role: "admin" }],
  ]);
  await bench.roomMembers.setRole(ann, { ...role, role: "creator" });
  assertEquals(told(bench), [
    ["chatroom room", { ...event, user_id: "bob", role: "creator" }],
    ["chatroom room", { ...event, user_id: "ann", role: "admin" }],
  ]);
  await bench.chatrooms.leave(bob, ROOM);
  const [, , heir] = told(bench);
  assertEquals(heir, [
    "chatroom room",
    { ...event, user_id: "ann", role: "creator" },
  ]);
});

Deno.test("those who are removed are out at once, and told", async () => {
  const bench = new RulesBench();
  const [ann] = await roomOf(bench, "ann", "bob", "cat");
  const body = { ...ROOM, user_ids: ["bob", "nobody", "bob", "cat"] };
  const { removed } = await bench.roomMembers.remove(ann, {
    ...body,
    reason: "spam",
  });
  assertEquals(removed, ["bob", "cat"]);
  assertEquals(bench.presence.connectionsIn("room"), 1);
  const event = {
    event: "removed",
    session_id: "1:room",
    user_ids: ["bob", "cat"],
    by: "ann",
    reason: "spam",
  };
  const to = ["chatroom room", "user bob", "user cat"];
  assertEquals(told(bench), to.map((each) => [each, event]));
  await bench.roomMembers.remove(ann, { ...ROOM, user_ids: ["bob"] });
  assertEquals(told(bench), []);
});

Deno.test("those who are added are in at once, and told as joined", async () => {
  const bench = new RulesBench();
  const [ann] = await roomOf(bench, "ann");
  await bench.connect("bob", "Bob");
  const body = { ...ROOM, user_ids: ["bob", "ann", "nobody", "bob"] };
  assertEquals(await bench.roomMembers.add(ann, body), {
    added: ["bob"],
    refused: [{ id: "nobody", reason: "unknown" }],
  });
  assertEquals(bench.presence.connectionsIn("room"), 2);
  const user = { id: "bob", name: "Bob" };
  const event = { event: "joined", session_id: "1:room", user };
  assertEquals(told(bench), [["members of room", event]]);
});

Deno.test("who is banned is removed, told, and out until it ends", async () => {
  const bench = new RulesBench();
  const [ann, bob] = await roomOf(bench, "ann", "bob");
  const ban = { ...ROOM, user_id: "bob", seconds: 60 };
  const until = bench.clock.now() + 60_000;
  assertEquals(await bench.sanctions.ban(ann, ban), { until });
  assertEquals(bench.presence.connectionsIn("room"), 1);
  const event = {
    event: "removed",
    session_id: "1:room",
    user_ids: ["bob"],
    by: "ann",
  };
  assertEquals(told(bench), [["chatroom room", event], ["user bob", event]]);
  const join = () => bench.chatrooms.join(bob, ROOM);
  assertEquals(await refusedFor(join), [403, { reason: "banned", until }]);
  assertEquals(await bench.sanctions.ban(ann, { ...ban, seconds: 0 }), {
    until: 0,
  });
  assertEquals(told(bench), []);
  await join();
});

Deno.test("a mute is told to the members, and to the muted who is none", async () => {
  const bench = new RulesBench();
  const [ann] = await roomOf(bench, "ann", "bob");
  await bench.connect("cat");
  const event = { event: "muted", session_id: "1:room", by: "ann" };
  const mute = (user_id: string, seconds?: number) =>
    bench.sanctions.mute(
      ann,
      seconds === undefined
        ? { ...ROOM, user_id }
        : { ...ROOM, user_id, seconds },
    );
  assertEquals(await mute("bob"), {});
  assertEquals(told(bench), [
    ["chatroom room", { ...event, user_id: "bob" }],
  ]);
  await mute("cat", 60);
  const until = bench.clock.now() + 60_000;
  const ofCat = { ...event, user_id: "cat", until };
  assertEquals(told(bench), [["chatroom room", ofCat], ["user cat", ofCat]]);
  assertEquals(await mute("bob", 0), { until: 0 });
  assertEquals(told(bench), [
    ["chatroom room", { ...event, user_id: "bob", until: 0 }],
  ]);
  assertEquals(await mute("bob", 0), { until: 0 });
  assertEquals(told(bench), []);
});

Deno.test("members are shown with their mutes to admins alone", async () => {
  const bench = new RulesBench();
  const [ann, bob] = await roomOf(bench, "ann", "bob");
  await bench.sanctions.mute(ann, { ...ROOM, user_id: "bob", seconds: 60 });
  const mutesFor = async (caller: Caller) => {
    const { items } = await bench.chatrooms.members(caller, ROOM);
    return items.map(({ muted, muted_until }) => [muted, muted_until]);
  };
  const until = bench.clock.now() + 60_000;
  const none = [undefined, undefined];
  assertEquals(await mutesFor(ann), [none, [true, until]]);
  assertEquals(await mutesFor(bob), [none, none]);
});

Deno.test("sanctions are listed page by page, with a cursor for one chatroom", async () => {
  const bench = new RulesBench();
  const [ann] = await roomOf(bench, "ann");
  for (const user_id of ["x", "y", "z"]) {
    await bench.sanctions.ban(ann, { ...ROOM, user_id, reason: "why" });
    bench.clock.advance(1);
  }
  const first = await bench.sanctions.list(ann, { ...ROOM, count: 2 });
  assertEquals(first.items.map(({ user_id }) => user_id), ["z", "y"]);
  const { next_cursor: cursor = "" } = first;
  const rest = await bench.sanctions.list(ann, { ...ROOM, cursor });
  const [last] = rest.items;
  const expected = { user_id: "x", kind: "ban", reason: "why", by: "ann" };
  assertEquals(last, { ...expected, at: last!.at } as typeof last);
  assertEquals([rest.items.length, "next_cursor" in rest], [1, false]);
  await bench.chatrooms.join(ann, { id: "roo" });
  const other = () => bench.sanctions.list(ann, { id: "roo", cursor });
  assertEquals((await refusal(other)).code, 400);
});

Deno.test("blocks are listed page by page, and nobody blocks themselves", async () => {
  const bench = new RulesBench();
  const ann = bench.http("ann");
  for (const id of ["x", "y", "z"]) {
    await bench.storage.enter(id, id.toUpperCase());
    await bench.blocks.block(ann, { user_id: id, blocked: true });
    bench.clock.advance(1);
  }
  const first = await bench.blocks.list(ann, { count: 2 });
  const shown = [{ id: "z", name: "Z" }, { id: "y", name: "Y" }];
  assertEquals(first.items, shown);
  const { next_cursor: cursor = "" } = first;
  const rest = await bench.blocks.list(ann, { cursor });
  assertEquals(rest, { items: [{ id: "x", name: "X" }] });
  const self = () => bench.blocks.block(ann, { user_id: "ann", blocked: true });
  assertEquals((await refusal(self)).code, 400);
});

Deno.test("a removal that is answered late is told when it has taken effect", async () => {
  const bench = new RulesBench();
  const [ann] = await roomOf(bench, "ann", "bob");
  bench.unanswered.add("remove");
  const remove = () =>
    bench.roomMembers.remove(ann, { ...ROOM, user_ids: ["bob", "nobody"] });
  assertEquals((await refusal(remove)).code, 503);
  assertEquals([told(bench), bench.presence.connectionsIn("room")], [[], 2]);
  await bench.settle();
  assertEquals(bench.presence.connectionsIn("room"), 1);
  const events = told(bench).map(([to, event]) => [
    to,
    "user_ids" in event && event.user_ids,
  ]);
  assertEquals(events, [["chatroom room", ["bob"]], ["user bob", ["bob"]]]);
});

Deno.test("an addition that is answered late puts the new member in", async () => {
  const bench = new RulesBench();
  const [ann] = await roomOf(bench, "ann");
  await bench.connect("bob", "Bob");
  bench.unanswered.add("add");
  const add = () =>
    bench.roomMembers.add(ann, { ...ROOM, user_ids: ["bob", "ann"] });
  assertEquals((await refusal(add)).code, 503);
  await bench.settle();
  assertEquals(bench.presence.connectionsIn("room"), 2);
  assertEquals(told(bench).map(([to]) => to), ["members of room"]);
});

Deno.test("settings that are answered late are told as they are", async () => {
  const bench = new RulesBench();
  const [ann] = await roomOf(bench, "ann");
  bench.unanswered.add("configure");
  const configure = () =>
    bench.roomSettings.configure(ann, { ...ROOM, name: "N" });
  assertEquals((await refusal(configure)).code, 503);
  await bench.settle();
  const [[, event] = []] = told(bench);
  assertEquals((event as { chatroom: { name: string } }).chatroom.name, "N");
});
