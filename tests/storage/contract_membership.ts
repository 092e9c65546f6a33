import { assert, assertEquals } from "@std/assert";
import { recallPolicy } from "../../src/domain/change_policy.ts";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import { joinAll, ROOM, send, syncOf } from "./contract_steps.ts";

const policy = recallPolicy(1000);
const FIRST_PAGE = { after: undefined, count: 100 };

export function membershipContract(test: Test): void {
  test("the first join creates the chatroom, by its name or its id", async ({ storage }) => {
    const { chatroom, joined } = await storage.join("room", "ann", "The room");
    assertEquals(joined, true);
    const { createdAt, id, name, creator, memberCount } = chatroom;
    assertEquals([id, name, creator], ["room", "The room", "ann"]);
    assertEquals(memberCount, 1);
    assert(createdAt > 0);
    const other = await storage.join("other", "bob", undefined);
    assertEquals(other.chatroom.name, "other");
  });

  test("a later join adds a member and keeps name and creator", async ({ storage }) => {
    const first = await storage.join("room", "ann", "The room");
    const second = await storage.join("room", "bob", "Another name");
    assertEquals(second, {
      joined: true,
      chatroom: { ...first.chatroom, memberCount: 2 },
      lastSequence: 0,
      unread: 0,
      lastChange: 0,
      ordinal: second.ordinal,
      hiddenUpTo: 0,
    });
  });

  test("what is said of a membership is ordered by its ordinal", async ({ storage }) => {
    const look = (id = "room") => storage.membership(id, "ann");
    const found = await look();
    assertEquals([found.isMember, found.lastSequence], [false, 0]);
    const moments = [found.ordinal];
    const join = () => storage.join("room", "ann", undefined);
    for (let round = 0; round < 3; round++) {
      moments.push((await join()).ordinal);
      const { isMember, ordinal } = await look();
      assert(isMember && ordinal >= moments.at(-1)!);
      assert((await join()).ordinal >= moments.at(-1)!);
      moments.push((await storage.leave("room", "ann")).ordinal);
      const after = await look();
      assert(!after.isMember && after.ordinal >= moments.at(-1)!);
    }
    assertEquals(moments, [...new Set(moments)].toSorted((a, b) => a - b));
    await join();
    const { message } = await send(storage, "ann", ROOM);
    const recalled = { conversation: ROOM, messageId: message.id };
    await storage.change({
      kind: "recalled",
      ...recalled,
      userId: "ann",
      policy,
    });
    const { lastSequence, lastChange } = await look();
    assertEquals([lastSequence, lastChange], [1, 1]);
  });

  test("joining again changes nothing", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob");
    const before = await storage.members("room", "ann", FIRST_PAGE);
    await advance(1000);
    const { joined, chatroom } = await storage.join("room", "bob", "New");
    assertEquals([joined, chatroom.memberCount], [false, 2]);
    assertEquals(await storage.members("room", "ann", FIRST_PAGE), before);
  });

  test("a join tells where the chatroom stands, and its member", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const { message } = await send(storage, "ann", ROOM);
    await send(storage, "ann", ROOM);
    const messageId = message.id;
    const recalled = { conversation: ROOM, messageId, policy };
    await storage.change({ kind: "recalled", ...recalled, userId: "ann" });
    const join = async (userId: string) => {
      const { joined, lastSequence, unread, lastChange } = await storage.join(
        "room",
        userId,
        undefined,
      );
      return { joined, lastSequence, unread, lastChange };
    };
    const stand = { lastSequence: 2, unread: 0, lastChange: 1 };
    assertEquals(await join("bob"), { joined: true, ...stand });
    await send(storage, "ann", ROOM);
    const again = { ...stand, lastSequence: 3, unread: 1 };
    assertEquals(await join("bob"), { joined: false, ...again });
  });

  test("a join of a user who is not known adds them", async ({ storage }) => {
    await storage.join("room", "ann", "Not the user's name");
    assertEquals((await storage.user("ann")).name, "ann");
  });

  test("leaving ends a membership, and the rights that go with it", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.leave("room", "bob");
    assertEquals([...await storage.chatroomsOf("bob")], []);
    const page = await storage.members("room", "ann", FIRST_PAGE);
    assertEquals(page.items.map(({ id }) => id), ["ann"]);
    const refused = [
      () => storage.leave("room", "bob"),
      () => storage.members("room", "bob", FIRST_PAGE),
      () => send(storage, "bob", ROOM),
      () => storage.history(ROOM, "bob", { before: undefined, count: 1 }),
      () => syncOf(storage, "bob", ROOM, { after: 0, count: 1 }),
    ];
    for (const call of refused) assertEquals((await refusal(call)).code, 403);
  });

  test("a chatroom that does not exist is a 404", async ({ storage }) => {
    await storage.enter("ann", undefined);
    const refused = [
      () => storage.leave("room", "ann"),
      () => storage.members("room", "ann", FIRST_PAGE),
      () => send(storage, "ann", ROOM),
      () => storage.history(ROOM, "ann", { before: undefined, count: 1 }),
      () => syncOf(storage, "ann", ROOM, { after: 0, count: 1 }),
    ];
    for (const call of refused) assertEquals((await refusal(call)).code, 404);
  });

  test("a chatroom outlives its last member, with its name", async ({ storage }) => {
    const { chatroom } = await storage.join("room", "ann", "The room");
    await storage.leave("room", "ann");
    const { chatroom: again } = await storage.join("room", "bob", "Other");
    assertEquals(again, { ...chatroom, creator: "bob" });
  });

  test("chatroomsOf() names every chatroom of a user, and no private one", async ({ storage }) => {
    assertEquals([...await storage.chatroomsOf("ann")], []);
    for (const room of ["a", "b", "c"]) await joinAll(storage, room, "ann");
    await storage.leave("b", "ann");
    const rooms = [...await storage.chatroomsOf("ann")];
    assertEquals(rooms.toSorted(), ["a", "c"]);
  });

  test("members come in the order of joining, with their present names", async ({ storage, advance }) => {
    await joinAll(storage, "room", "zoe");
    await advance(1000);
    await joinAll(storage, "room", "bob", "ann", "cat");
    await storage.enter("ann", "Ann");
    const { items, total, next } = await storage.members(
      "room",
      "ann",
      FIRST_PAGE,
    );
    assertEquals(items.map(({ id }) => id), ["zoe", "bob", "ann", "cat"]);
    const times = items.map(({ joinedAt }) => joinedAt);
    assertEquals(times, times.toSorted((a, b) => a - b));
    assertEquals([total, next], [4, undefined]);
    assertEquals(items.find(({ id }) => id === "ann")?.name, "Ann");
  });

  test("members are paged without gap or double while others come and go", async ({ storage, advance }) => {
    const ids = Array.from({ length: 25 }, (_, at) => `user${at % 10}-${at}`);
    for (const id of ids) {
      await joinAll(storage, "room", id);
      if (id.startsWith("user3")) await advance(1);
    }
    const seen: string[] = [];
    let after: number | undefined;
    for (;;) {
      const reader = ids[0] as string;
      const page = await storage.members("room", reader, { after, count: 4 });
      seen.push(...page.items.map(({ id }) => id));
      const last = page.items.at(-1);
      after = page.next;
      if (after === undefined || last === undefined) break;
      if (seen.length === 8) await storage.leave("room", last.id);
    }
    assertEquals(seen.length, new Set(seen).size);
    assertEquals(seen, ids);
  });
}
