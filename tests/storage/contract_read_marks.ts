import { assertEquals } from "@std/assert";
import { privateConversation } from "../../src/domain/ids.ts";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import {
  ANN_TO_BOB,
  joinAll,
  listOf,
  ROOM,
  send,
  sendMany,
  syncOf,
} from "./contract_steps.ts";

const BOB_TO_ANN = privateConversation("bob", "ann");

export function readMarksContract(test: Test): void {
  test("a read mark moves forward only", async ({ storage }) => {
    await sendMany(storage, "ann", ANN_TO_BOB, 5);
    const read = (sequence: number) =>
      storage.read(BOB_TO_ANN, "bob", sequence);
    assertEquals(await read(0), { unread: 5, moved: false });
    assertEquals(await read(3), { unread: 2, moved: true });
    assertEquals(await read(3), { unread: 2, moved: false });
    assertEquals(await read(1), { unread: 2, moved: false });
    assertEquals(await read(5), { unread: 0, moved: true });
  });

  test("a read mark shows in the reader's list and sync alone", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    await sendMany(storage, "ann", ROOM, 4);
    await storage.read(ROOM, "bob", 3);
    const listed = async (userId: string) => {
      const [first] = await listOf(storage, userId);
      return [first?.readSequence, first?.unread];
    };
    assertEquals(await listed("bob"), [3, 1]);
    assertEquals(await listed("cat"), [0, 4]);
    const page = await syncOf(storage, "bob", ROOM);
    assertEquals([page.readSequence, page.peerReadSequence], [3, 0]);
  });

  test("a private conversation shows how far the other one has read", async ({ storage }) => {
    await sendMany(storage, "ann", ANN_TO_BOB, 4);
    await storage.read(BOB_TO_ANN, "bob", 2);
    const mine = await syncOf(storage, "ann", ANN_TO_BOB);
    const theirs = await syncOf(storage, "bob", BOB_TO_ANN);
    assertEquals([mine.readSequence, mine.peerReadSequence], [0, 2]);
    assertEquals([theirs.readSequence, theirs.peerReadSequence], [2, 0]);
  });

  test("unread is counted from the furthest of mark, own message and joining", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await sendMany(storage, "ann", ROOM, 3);
    await joinAll(storage, "room", "bob");
    await sendMany(storage, "ann", ROOM, 3);
    const read = async (sequence: number) =>
      (await storage.read(ROOM, "bob", sequence)).unread;
    assertEquals(await read(1), 3, "the mark is before joining");
    await send(storage, "bob", ROOM);
    await sendMany(storage, "ann", ROOM, 2);
    assertEquals(await read(5), 2, "the mark is before the own message");
    assertEquals(await read(8), 1);
  });

  test("a mark beyond the last message is a 400 and moves nothing", async ({ storage }) => {
    await sendMany(storage, "ann", ANN_TO_BOB, 2);
    for (const sequence of [3, Number.MAX_SAFE_INTEGER]) {
      const { code } = await refusal(() =>
        storage.read(BOB_TO_ANN, "bob", sequence)
      );
      assertEquals(code, 400);
    }
    const { unread } = await storage.read(BOB_TO_ANN, "bob", 0);
    assertEquals(unread, 2);
    const nobody = privateConversation("ann", "nobody");
    const { code } = await refusal(() => storage.read(nobody, "ann", 1));
    assertEquals(code, 400);
    const none = { unread: 0, moved: false };
    assertEquals(await storage.read(nobody, "ann", 0), none);
  });

  test("only a member can mark a chatroom read", async ({ storage }) => {
    assertEquals((await refusal(() => storage.read(ROOM, "ann", 0))).code, 404);
    await joinAll(storage, "room", "ann");
    assertEquals((await refusal(() => storage.read(ROOM, "bob", 0))).code, 403);
  });

  test(
    "a mark may stand at a message that is no longer kept",
    async ({ storage }) => {
      await sendMany(storage, "ann", ANN_TO_BOB, 9);
      const mark = await storage.read(BOB_TO_ANN, "bob", 4);
      assertEquals(mark, { unread: 5, moved: true });
    },
    { historyLimit: 2 },
  );
}
