import { assertEquals, assertRejects } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import { CHATROOM, chatroomConversation } from "../../src/domain/ids.ts";
import { refusal } from "../helpers/refusal.ts";
import type { StorageHarness, Test } from "./contract.ts";
import { joinAll, listOf, send } from "./contract_steps.ts";

const JOINED = { quotas: { maxJoined: 3, maxCreated: 100 } };
const CREATED = { quotas: { maxJoined: 0, maxCreated: 3 } };

type Storage = StorageHarness["storage"];

/** The chatrooms of a user, as their list has them. */
async function chatroomsOf(storage: Storage, userId: string) {
  const listed = await listOf(storage, userId, { type: CHATROOM });
  const ids = [...await storage.chatroomsOf(userId)].toSorted();
  assertEquals(listed.map(({ target }) => target).toSorted(), ids);
  return ids;
}

async function join(storage: Storage, userId: string, ...ids: string[]) {
  for (const id of ids) await storage.join(id, userId, undefined);
}

/** Refused as too many, the user is as they were. */
async function assertFull(storage: Storage, userId: string, id: string) {
  const before = await chatroomsOf(storage, userId);
  const { code, data } = await assertRejects(
    () => storage.join(id, userId, undefined),
    ReplyError,
  );
  assertEquals([code, data], [403, { reason: "full" }]);
  assertEquals(await chatroomsOf(storage, userId), before);
  assertEquals((await storage.membership(id, userId)).isMember, false);
}

export function joinQuotasContract(test: Test): void {
  test(
    "a user is in as many chatrooms as the quota says, whoever made them",
    async ({ storage }) => {
      await joinAll(storage, "made", "ben");
      await join(storage, "ann", "a", "b", "made");
      await assertFull(storage, "ann", "c");
      await joinAll(storage, "d", "ben");
      await assertFull(storage, "ann", "d");
      assertEquals(await chatroomsOf(storage, "ann"), ["a", "b", "made"]);
    },
    JOINED,
  );

  test(
    "who is in as many as may be goes on there, and joins again",
    async ({ storage }) => {
      await join(storage, "ann", "a", "b", "c");
      const again = await storage.join("b", "ann", undefined);
      assertEquals(again.joined, false);
      await send(storage, "ann", chatroomConversation("b"));
      assertEquals(await chatroomsOf(storage, "ann"), ["a", "b", "c"]);
    },
    JOINED,
  );

  test("who leaves a chatroom may join another", async ({ storage }) => {
    await join(storage, "ann", "a", "b", "c");
    await storage.leave("b", "ann");
    await join(storage, "ann", "d");
    await assertFull(storage, "ann", "b");
    assertEquals(await chatroomsOf(storage, "ann"), ["a", "c", "d"]);
  }, JOINED);

  test("each user has a quota of their own", async ({ storage }) => {
    await join(storage, "ann", "a", "b", "c");
    await assertFull(storage, "ann", "d");
    await join(storage, "ben", "a", "b", "d");
    assertEquals(await chatroomsOf(storage, "ben"), ["a", "b", "d"]);
  }, JOINED);

  test(
    "joins at the same moment do not get past the quota",
    async ({ storage }) => {
      const ids = Array.from({ length: 10 }, (_, at) => `room${at}`);
      const joins = ids.map((id) => storage.join(id, "ann", undefined));
      const settled = await Promise.allSettled(joins);
      const joined = ids.filter((_, at) => settled[at]?.status === "fulfilled");
      assertEquals(joined.length, 3);
      assertEquals(await chatroomsOf(storage, "ann"), joined.toSorted());
    },
    JOINED,
  );

  test("a quota of 0 is none", async ({ storage }) => {
    const ids = Array.from({ length: 30 }, (_, at) => `room${at}`);
    await joinAll(storage, "room0", "ben");
    await join(storage, "ann", ...ids);
    assertEquals((await chatroomsOf(storage, "ann")).length, 30);
  }, { quotas: { maxJoined: 0 } });

  test(
    "a user creates as many chatrooms as the quota says, and joins others'",
    async ({ storage }) => {
      await join(storage, "ann", "a", "b", "c");
      await assertFull(storage, "ann", "d");
      assertEquals((await refusal(() => storage.chatroom("d"))).code, 404);
      await joinAll(storage, "d", "ben");
      await join(storage, "ann", "d", "a");
      assertEquals(await chatroomsOf(storage, "ann"), ["a", "b", "c", "d"]);
    },
    CREATED,
  );

  test(
    "a chatroom counts for who made it as long as it exists",
    async ({ storage }) => {
      await join(storage, "ann", "a", "b", "c");
      await storage.leave("a", "ann");
      await assertFull(storage, "ann", "d");
      await join(storage, "ann", "a");
      await joinAll(storage, "d", "ben");
    },
    CREATED,
  );

  test(
    "who is refused a chatroom can be given it by somebody else",
    async ({ storage }) => {
      await join(storage, "ann", "a", "b", "c");
      await assertFull(storage, "ann", "d");
      const { chatroom } = await storage.join("d", "ben", "Ben's");
      assertEquals([chatroom.creator, chatroom.memberCount], ["ben", 1]);
      await join(storage, "ann", "d");
      assertEquals((await storage.chatroom("d")).memberCount, 2);
    },
    CREATED,
  );
}
