import { assertEquals, assertMatch } from "@std/assert";
import type { ConversationKey } from "../../src/domain/ids.ts";
import { RECALLED } from "../../src/domain/model.ts";
import { ADMIN, CREATOR, MEMBER } from "../../src/domain/rank.ts";
import type {
  Administration,
  ScrubQuery,
} from "../../src/storage/administration.ts";
import { SERVICE } from "../../src/storage/actor.ts";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import {
  ANN_TO_BOB,
  EMPTY_ROOM,
  joinAll,
  listOf,
  ROOM,
  send,
  sendMany,
  syncOf,
} from "./contract_steps.ts";

/** Scrubs a conversation from its begin to its end; the changes that it made. */
async function scrub(
  administration: Administration,
  key: ConversationKey,
  { userId, empty }: { userId: string } & Pick<ScrubQuery, "empty">,
) {
  const changes = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const query: ScrubQuery = { after, empty };
    const done = await administration.scrub(key, userId, query);
    changes.push(...done.changes);
    after = done.next;
  }
  return changes;
}

/** The keys of all conversations in which a user may have messages. */
async function keysWith(
  administration: Administration,
  userId: string,
): Promise<string[]> {
  const keys = new Set<string>();
  for await (const some of administration.conversationsWith(userId)) {
    for (const key of some) keys.add(key);
  }
  return [...keys].sort();
}

/** The ids of a list, page by page. */
async function idsOf(
  list: "users" | "chatrooms",
  administration: Administration,
  { prefix = "", count = 2 } = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const page: { items: readonly { id: string }[]; next: string | undefined } =
      await administration[list]({ prefix, after, count });
    ids.push(...page.items.map(({ id }) => id));
    after = page.next;
  }
  return ids;
}

export function administrationContract(test: Test): void {
  accessContract(test);
  listsContract(test);
  roomsContract(test);
  scrubContract(test);
  forgetContract(test);
}

function accessContract(test: Test): void {
  const free = { ban: undefined, revokedAt: undefined };

  test("a ban is kept as it was given, also of who is not known, and lifted", async ({ administration }) => {
    assertEquals(await administration.access("ann"), free);
    const ban = { until: 4_102_444_800_000, reason: 'says "no"' };
    await administration.ban("ann", ban);
    assertEquals(await administration.access("ann"), { ...free, ban });
    const forGood = { until: undefined, reason: undefined };
    await administration.ban("ann", forGood);
    assertEquals((await administration.access("ann")).ban, forGood);
    assertEquals(await administration.access("bob"), free);
    await administration.ban("ann", undefined);
    assertEquals(await administration.access("ann"), free);
  });

  test("a revocation is kept beside a ban, and never moves back", async ({ administration }) => {
    await administration.revoke("ann", 2_000_000);
    await administration.revoke("ann", 1_000_000);
    const ban = { until: undefined, reason: "spam" };
    await administration.ban("ann", ban);
    const access = await administration.access("ann");
    assertEquals(access, { ban, revokedAt: 2_000_000 });
    await administration.ban("ann", undefined);
    assertEquals((await administration.access("ann")).revokedAt, 2_000_000);
  });
}

function listsContract(test: Test): void {
  test("users are listed by their ids, page by page, by their beginnings", async ({ storage, administration }) => {
    assertEquals(await idsOf("users", administration), []);
    for (const id of ["bob", "Zoe", "ann", "anna", "a.b", "_x"]) {
      await storage.enter(id, `name of ${id}`);
    }
    const all = ["Zoe", "_x", "a.b", "ann", "anna", "bob"];
    for (const count of [1, 2, 5, 6, 100]) {
      assertEquals(await idsOf("users", administration, { count }), all);
    }
    const prefix = "ann";
    assertEquals(await idsOf("users", administration, { prefix, count: 1 }), [
      "ann",
      "anna",
    ]);
    const page = { prefix: "b", after: "", count: 5 };
    const { items: [bob] } = await administration.users(page);
    assertEquals([bob?.id, bob?.name], ["bob", "name of bob"]);
  });

  test("chatrooms are listed by their ids, with how many members they have", async ({ storage, administration }) => {
    await joinAll(storage, "room", "ann", "bob");
    await joinAll(storage, "hall", "ann");
    await send(storage, "ann", ANN_TO_BOB);
    assertEquals(await idsOf("chatrooms", administration, { count: 1 }), [
      "hall",
      "room",
    ]);
    const page = { prefix: "r", after: "", count: 5 };
    const { items: [room] } = await administration.chatrooms(page);
    assertEquals([room?.id, room?.memberCount], ["room", 2]);
  });
}

function roomsContract(test: Test): void {
  test("a chatroom is created once, without members, and the first to come is its creator", async ({ storage, administration }) => {
    await administration.create("room", {
      settings: { name: "The Room" },
      userIds: [],
    });
    const { name, creator, memberCount } = await storage.chatroom("room");
    assertEquals([name, creator, memberCount], ["The Room", "", 0]);
    const again = () => administration.create("room", EMPTY_ROOM);
    assertEquals((await refusal(again)).code, 409);
    await joinAll(storage, "room", "ann");
    assertEquals((await storage.chatroom("room")).creator, "ann");
  });

  test("a chatroom is created with its settings and members, of whom the first is the creator", async ({ storage, administration }) => {
    for (const id of ["ann", "bob", "cat"]) await storage.enter(id, `${id}!`);
    const { chatroom, added } = await administration.create("room", {
      settings: {
        name: "The Room",
        join: "password",
        passwordHash: "hash",
        history: "joined",
        maxMembers: 2,
        slowMode: 1000,
        data: { a: "b" },
      },
      userIds: ["bob", "ann"],
    });
    assertEquals(await storage.chatroom("room"), chatroom);
    const { name, creator, memberCount, join, data, slowMode } = chatroom;
    assertEquals([name, creator, memberCount, join, data, slowMode], [
      ...["The Room", "bob", 2, "password", { a: "b" }, 1000],
    ]);
    assertEquals(added.map(({ id, name }) => [id, name]), [
      ["bob", "bob!"],
      ["ann", "ann!"],
    ]);
    const page = { after: undefined, count: 10 };
    const { items } = await storage.members("room", SERVICE, page);
    assertEquals(items.map(({ id, rank }) => [id, rank]), [
      ["bob", CREATOR],
      ["ann", MEMBER],
    ]);
    for (const { id, ordinal } of added) {
      assertEquals([...await storage.chatroomsOf(id)], ["room"]);
      const membership = await storage.membership("room", id);
      assertEquals([membership.isMember, membership.ordinal >= ordinal], [
        true,
        true,
      ]);
    }
    assertEquals((await storage.admission("room"))?.passwordHash, "hash");
    const join3 = () => storage.join("room", "cat", undefined);
    assertEquals((await refusal(join3)).code, 403);
    await send(storage, "ann", ROOM);
    assertEquals((await refusal(() => send(storage, "ann", ROOM))).code, 429);
  });

  test("where not all can be members, or the settings are none, no chatroom is created", async ({ storage, administration }) => {
    for (const id of ["ann", "bob"]) await storage.enter(id, undefined);
    const userIds = ["ann", "bob"];
    const large = { a: "x".repeat(1025) };
    const wrong = [
      [403, { settings: { maxMembers: 1 }, userIds }],
      [413, { settings: { data: large }, userIds }],
      [400, { settings: { join: "password" }, userIds }],
    ] as const;
    for (const [code, founding] of wrong) {
      const create = () => administration.create("room", founding);
      assertEquals((await refusal(create)).code, code);
      assertEquals((await refusal(() => storage.chatroom("room"))).code, 404);
      for (const id of userIds) {
        assertEquals([...await storage.chatroomsOf(id)], []);
      }
    }
    const { added } = await administration.create("room", {
      settings: {},
      userIds,
    });
    assertEquals(added.length, 2);
    const again = () =>
      administration.create("room", { settings: {}, userIds });
    assertEquals((await refusal(again)).code, 409);
    assertEquals([...await storage.chatroomsOf("bob")], ["room"]);
  });

  test("a chatroom that is disbanded is gone with its history, and may be created anew", async ({ storage, administration }) => {
    await joinAll(storage, "room", "ann", "bob");
    await sendMany(storage, "ann", ROOM, 3);
    const members = await administration.disband("room");
    assertEquals(members.map(({ id }) => id), ["bob", "ann"]);
    assertEquals((await refusal(() => storage.chatroom("room"))).code, 404);
    assertEquals([...await storage.chatroomsOf("bob")], []);
    const disband = () => administration.disband("room");
    assertEquals((await refusal(disband)).code, 404);
    await joinAll(storage, "room", "bob");
    const { ordinal } = await storage.membership("room", "bob");
    for (const each of members) assertEquals(ordinal > each.ordinal, true);
    const page = { before: undefined, count: 9 };
    assertEquals((await storage.history(ROOM, "bob", page)).items, []);
  });

  test("who becomes a creator because the one before is forgotten is told of", async ({ storage, administration, heirs }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    await storage.setRank("room", "ann", { userId: "cat", rank: ADMIN });
    await joinAll(storage, "hall", "bob", "ann");
    await joinAll(storage, "cell", "ann");
    await administration.forget("ann");
    assertEquals(heirs, [{ chatroomId: "room", userId: "cat" }]);
    assertEquals((await storage.chatroom("room")).creator, "cat");
    await storage.leave("room", "cat");
    assertEquals(heirs.length, 1, "of a leave its caller is told");
  });
}

function scrubContract(test: Test): void {
  test("who is looked for is looked for in private conversations and all chatrooms", async ({ storage, administration }) => {
    await joinAll(storage, "room", "bob");
    await send(storage, "ann", ANN_TO_BOB);
    const room = "1:room";
    assertEquals(await keysWith(administration, "ann"), [room, "2:ann:bob"]);
    assertEquals(await keysWith(administration, "cai"), [room]);
  });

  for (const ref of [ANN_TO_BOB, ROOM]) {
    test(`a name goes from messages of type ${ref.type}, and what they say stays`, async ({ storage, administration }) => {
      await storage.enter("ann", "Ann Other");
      await storage.enter("bob", "Bob");
      await joinAll(storage, "room", "ann", "bob");
      const changes = { requestId: "once", content: "a/b \u00e4 \ud83d\ude00" };
      await send(storage, "ann", ref, changes);
      const asked = { userId: "ann", empty: false };
      assertEquals(await scrub(administration, ref.key, asked), []);
      const { items: [message] } = await storage.history(ref, SERVICE, {
        before: undefined,
        count: 9,
      });
      assertEquals(message?.sender, { id: "ann", name: "ann" });
      assertEquals(message?.content, changes.content);
      assertEquals([message?.requestId, message?.sequence], [undefined, 1]);
    });
  }

  test("messages are emptied as by recalls, each once, those of others stay", async ({ storage, administration }) => {
    await storage.enter("ann", "Ann Other");
    await joinAll(storage, "room", "ann", "bob");
    await sendMany(storage, "ann", ROOM, 3);
    await send(storage, "bob", ROOM, { content: "mine" });
    await storage.leave("room", "ann");
    const asked = { userId: "ann", empty: true };
    const changes = await scrub(administration, ROOM.key, asked);
    assertEquals(changes.map(({ number }) => number), [1, 2, 3]);
    assertEquals(changes.map(({ kind }) => kind), Array(3).fill("recalled"));
    assertEquals(changes.map(({ message }) => message.sequence), [1, 2, 3]);
    const { items } = await storage.history(ROOM, "bob", {
      before: undefined,
      count: 9,
    });
    const shown = items.map(({ content, status }) => [content, status]);
    assertEquals(shown, [...Array(3).fill(["", RECALLED]), ["mine", 1]]);
    assertEquals(items[0]?.sender, { id: "ann", name: "ann" });
    const page = await syncOf(storage, "bob", ROOM, { changedAfter: 0 });
    assertEquals(page.changes.length, 3);
    assertEquals(await scrub(administration, ROOM.key, asked), []);
  });

  test("more messages than one step looks at are scrubbed in steps", async ({ storage, administration }) => {
    await sendMany(storage, "ann", ANN_TO_BOB, 601);
    const asked = { userId: "ann", empty: true };
    const changes = await scrub(administration, ANN_TO_BOB.key, asked);
    assertEquals(changes.length, 601);
    assertEquals(changes.at(-1)?.number, 601);
  });

  test("in a conversation that is not there nothing is scrubbed", async ({ administration }) => {
    const asked = { userId: "ann", empty: true };
    assertEquals(await scrub(administration, ROOM.key, asked), []);
    assertEquals(await scrub(administration, ANN_TO_BOB.key, asked), []);
  });
}

function forgetContract(test: Test): void {
  test("a user is forgotten with their memberships, marks and request ids", async ({ storage, administration }) => {
    await storage.enter("ann", "Ann Other");
    await joinAll(storage, "room", "ann", "bob");
    await storage.enter("bob", "Bob");
    await send(storage, "ann", ANN_TO_BOB, { requestId: "once" });
    const { message } = await send(storage, "bob", {
      ...ANN_TO_BOB,
      target: "ann",
    });
    await storage.read(ANN_TO_BOB, "ann", message.sequence);
    await administration.forget("ann");
    assertEquals((await refusal(() => storage.user("ann"))).code, 404);
    const page = { after: undefined, count: 9 };
    const { items } = await storage.members("room", "bob", page);
    assertEquals(items.map(({ id }) => id), ["bob"]);
    assertEquals([...await storage.chatroomsOf("ann")], []);
    const { readSequence } = await syncOf(storage, "ann", ANN_TO_BOB);
    assertEquals(readSequence, 0);
    const again = await send(storage, "ann", ANN_TO_BOB, { requestId: "once" });
    assertEquals(again.repeated, false);
    assertMatch((await storage.user("ann")).name, /^ann$/);
    assertEquals((await listOf(storage, "bob", {})).length, 2);
  });

  test("who is not known can be forgotten, and stays banned", async ({ administration }) => {
    const ban = { until: undefined, reason: undefined };
    await administration.ban("ann", ban);
    await administration.forget("ann");
    assertEquals((await administration.access("ann")).ban, ban);
  });
}
