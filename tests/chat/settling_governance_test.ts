import { assertEquals } from "@std/assert";
import { SENT_AWAY, TOKEN_REVOKED } from "../../src/base/close_codes.ts";
import { THE_SERVICE } from "../../src/chat/the_service.ts";
import { OutOfReach } from "../../src/storage/shared/out_of_reach.ts";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";

const ROOM = { id: "room" } as const;
type Role = "admin" | "creator" | "member";

/** A bench with a chatroom of these users, who are online. */
async function roomOf(...userIds: string[]): Promise<RulesBench> {
  const bench = new RulesBench();
  for (const id of userIds) {
    await bench.chatrooms.join(await bench.connect(id), ROOM);
  }
  bench.takeTold();
  return bench;
}

/** Asks for what is carried out and not answered. */
async function askInVain(
  bench: RulesBench,
  method: Parameters<RulesBench["unanswered"]["add"]>[0],
  ask: () => Promise<unknown>,
): Promise<void> {
  bench.unanswered.add(method);
  assertEquals((await refusal(ask)).code, 503);
  bench.unanswered.clear();
}

/** Whose role was told to be which. */
function rolesTold(bench: RulesBench): string[] {
  return bench.takeTold().map(({ event }) =>
    event.event === "role" ? `${event.user_id} ${event.role}` : event.event
  );
}

/** Gives a role in vain; what is told when that is settled. */
async function giveInVain(
  bench: RulesBench,
  [by, user_id, role]: readonly [by: string, user_id: string, role: Role],
): Promise<string[]> {
  const caller = by === "system" ? THE_SERVICE : bench.http(by);
  await askInVain(
    bench,
    "setRank",
    () => bench.roomMembers.setRole(caller, { ...ROOM, user_id, role }),
  );
  assertEquals(rolesTold(bench), []);
  await bench.settle();
  return rolesTold(bench);
}

Deno.test("a role that is answered late is told, and that of the creator before", async () => {
  const bench = await roomOf("ann", "bob", "cat");
  const made = await giveInVain(bench, ["ann", "bob", "admin"]);
  assertEquals(made, ["bob admin"]);
  const given = await giveInVain(bench, ["ann", "cat", "creator"]);
  assertEquals(given, ["cat creator", "ann admin"]);
  const taken = await giveInVain(bench, ["system", "cat", "member"]);
  assertEquals(taken, ["cat member", "ann creator"]);
});

Deno.test("a role that another one has replaced meanwhile is not told", async () => {
  const bench = await roomOf("ann", "bob");
  const ann = bench.http("ann");
  const to = (role: Role) =>
    bench.roomMembers.setRole(ann, { ...ROOM, user_id: "bob", role });
  await askInVain(bench, "setRank", () => to("admin"));
  await to("member");
  assertEquals(rolesTold(bench), ["bob member"]);
  await bench.settle();
  assertEquals(rolesTold(bench), []);
});

Deno.test("a mute and its end that are answered late are told, also to who is no member", async () => {
  const bench = await roomOf("ann", "bob");
  await bench.connect("cat");
  const ann = bench.http("ann");
  for (const user_id of ["bob", "cat"]) {
    for (const seconds of [60, 0]) {
      const mute = { ...ROOM, user_id, seconds };
      await askInVain(
        bench,
        "sanction",
        () => bench.sanctions.mute(ann, mute),
      );
      assertEquals(bench.takeTold(), []);
      await bench.settle();
      const until = seconds === 0 ? 0 : bench.clock.now() + 60_000;
      const [told, ...more] = bench.takeTold();
      const event = { event: "muted", session_id: "1:room", by: "ann" };
      assertEquals(told?.to, "chatroom room");
      assertEquals(told?.event as object, { ...event, user_id, until });
      const others = user_id === "bob" ? [] : ["user cat"];
      assertEquals(more.map(({ to }) => to), others);
    }
  }
});

Deno.test("a mute that was lifted meanwhile is not told", async () => {
  const bench = await roomOf("ann", "bob");
  const ann = bench.http("ann");
  const mute = (seconds: number) =>
    bench.sanctions.mute(ann, { ...ROOM, user_id: "bob", seconds });
  await askInVain(bench, "sanction", () => mute(60));
  await mute(0);
  bench.takeTold();
  await bench.settle();
  assertEquals(bench.takeTold(), []);
});

Deno.test("a chatroom that was disbanded though nobody answered is told, and its members are out", async () => {
  const bench = await roomOf("ann", "bob");
  const disband = () => bench.roomAdmin.disband("room");
  await askInVain(bench, "disband", disband);
  assertEquals(bench.presence.connectionsIn("room"), 2);
  await bench.settle();
  assertEquals(bench.presence.connectionsIn("room"), 0);
  const told = bench.takeTold().map(({ to, event }) => [to, event.event]);
  assertEquals(told, [["chatroom room", "disbanded"]]);
});

Deno.test("a chatroom that was not disbanded stays as it is", async () => {
  const bench = await roomOf("ann");
  const { disband } = bench.administration;
  bench.administration.disband = () => Promise.resolve([]);
  await askInVain(bench, "disband", () => bench.roomAdmin.disband("room"));
  await bench.settle();
  assertEquals(bench.presence.connectionsIn("room"), 1);
  assertEquals(bench.takeTold(), []);
  bench.administration.disband = disband;
});

Deno.test("who joins a new chatroom of the id before all are told that the old one is gone stays in it", async () => {
  const bench = await roomOf("ann", "bob");
  const { chatrooms, nodes, presence } = bench;
  await chatrooms.join(bench.http("cat"), ROOM);
  const { online } = nodes;
  nodes.online = async (userIds) => {
    await chatrooms.join(bench.http("bob"), ROOM);
    return await online(userIds);
  };
  await bench.roomAdmin.disband("room");
  assertEquals([...presence.usersIn("room")], ["bob"]);
});

Deno.test("a chatroom is disbanded, and its members are out, though nobody knows who is online", async () => {
  const bench = await roomOf("ann");
  const { chatrooms, nodes } = bench;
  await chatrooms.join(bench.http("cat"), ROOM);
  const out: string[] = [];
  nodes.left = (_, userId) => void out.push(userId);
  nodes.online = () => Promise.reject(new OutOfReach());
  await bench.roomAdmin.disband("room");
  assertEquals(out, ["ann", "cat"]);
});

Deno.test("who is banned from the service, or whose tokens are revoked, is sent away though nobody answered", async () => {
  const bench = new RulesBench();
  const { connection: first } = await bench.connect("ann");
  await askInVain(bench, "revoke", () => bench.access.revoke("ann"));
  assertEquals(bench.presence.isOnline("ann"), true);
  await bench.settle();
  assertEquals(bench.presence.isOnline("ann"), false);
  const { connection: second } = await bench.connect("ann");
  await askInVain(bench, "ban", () => bench.access.ban("ann", {}));
  await bench.settle();
  assertEquals(bench.presence.isOnline("ann"), false);
  const closes = [first, second].flatMap((each) => each.closes);
  assertEquals(closes, [TOKEN_REVOKED, SENT_AWAY]);
});
