import { assert, assertEquals } from "@std/assert";
import { privateConversation } from "../../src/domain/ids.ts";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import {
  ANN_TO_BOB,
  contents,
  joinAll,
  ROOM,
  send,
  sendMany,
  syncOf,
} from "./contract_steps.ts";

export function pagingContract(test: Test): void {
  historyContract(test);
  syncContract(test);
}

function historyContract(test: Test): void {
  test("the newest page of a history is ascending", async ({ storage }) => {
    await sendMany(storage, "ann", ANN_TO_BOB, 5);
    const page = await storage.history(ANN_TO_BOB, "bob", {
      before: undefined,
      count: 3,
    });
    assertEquals(contents(page.items), ["3", "4", "5"]);
    assertEquals(page.hasMore, true);
  });

  test("a history is walked back without gap or double while it grows", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await sendMany(storage, "ann", ROOM, 23);
    const seen: string[] = [];
    let before: string | undefined;
    for (;;) {
      const page = await storage.history(ROOM, "ann", { before, count: 5 });
      seen.unshift(...contents(page.items));
      before = page.items[0]?.id;
      if (!page.hasMore) break;
      await send(storage, "ann", ROOM, { content: "later" });
    }
    assertEquals(seen, Array.from({ length: 23 }, (_, at) => String(at + 1)));
  });

  test(
    "a page that ends with the oldest kept message has no more",
    async ({ storage }) => {
      await sendMany(storage, "ann", ANN_TO_BOB, 9);
      const exact = { before: undefined, count: 4 };
      const { items, hasMore } = await storage.history(
        ANN_TO_BOB,
        "ann",
        exact,
      );
      assertEquals([contents(items), hasMore], [["6", "7", "8", "9"], false]);
      const before = items[0]?.id;
      const none = await storage.history(ANN_TO_BOB, "ann", {
        before,
        count: 4,
      });
      assertEquals(none, { items: [], hasMore: false });
    },
    { historyLimit: 4 },
  );

  test("a message id of another conversation, or none at all, is a 404", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const { message } = await send(storage, "ann", ROOM);
    await sendMany(storage, "ann", ANN_TO_BOB, 3);
    const nonsense = ["x", "0", " ", "1", "\u0000", "9".repeat(256), "é"];
    for (const before of [message.id, ...nonsense]) {
      const { code } = await refusal(() =>
        storage.history(ANN_TO_BOB, "ann", { before, count: 5 })
      );
      assertEquals(code, 404, before);
    }
  });

  test("a private conversation without messages has an empty history", async ({ storage }) => {
    const nobody = privateConversation("ann", "nobody");
    const page = { before: undefined, count: 5 };
    const empty = { items: [], hasMore: false };
    assertEquals(await storage.history(nobody, "ann", page), empty);
    const { code } = await refusal(() =>
      storage.history(nobody, "ann", { before: "x", count: 5 })
    );
    assertEquals(code, 404);
  });
}

function syncContract(test: Test): void {
  test("sync goes on after a sequence and says where it stands", async ({ storage }) => {
    await sendMany(storage, "ann", ANN_TO_BOB, 7);
    const page = await syncOf(storage, "bob", ANN_TO_BOB, {
      after: 2,
      count: 3,
    });
    assertEquals(contents(page.items), ["3", "4", "5"]);
    const { hasMore, complete, lastSequence, firstSequence } = page;
    assertEquals([hasMore, complete], [true, true]);
    assertEquals([lastSequence, firstSequence], [7, 1]);
  });

  test("sync walks to the end, where nothing is missing", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await sendMany(storage, "ann", ROOM, 23);
    const seen: number[] = [];
    let hasMore = true;
    while (hasMore) {
      const after = seen.at(-1) ?? 0;
      const page = await syncOf(storage, "ann", ROOM, { after, count: 5 });
      seen.push(...page.items.map(({ sequence }) => sequence));
      assert(page.complete);
      ({ hasMore } = page);
    }
    assertEquals(seen, Array.from({ length: 23 }, (_, at) => at + 1));
  });

  test(
    "sync tells when messages after the sequence are no longer kept",
    async ({ storage }) => {
      await sendMany(storage, "ann", ANN_TO_BOB, 9);
      const completeAfter = async (after: number) => {
        const page = { after, count: 1 };
        const { complete } = await syncOf(storage, "ann", ANN_TO_BOB, page);
        return complete;
      };
      const found = await Promise.all([0, 4, 5, 6, 9].map(completeAfter));
      assertEquals(found, [false, false, true, true, true]);
      const page = { after: 0, count: 2 };
      const { items } = await syncOf(storage, "ann", ANN_TO_BOB, page);
      assertEquals(contents(items), ["6", "7"]);
    },
    { historyLimit: 4 },
  );

  test("sync at or beyond the end is an empty, complete page", async ({ storage }) => {
    await sendMany(storage, "ann", ANN_TO_BOB, 3);
    for (const after of [3, 4, Number.MAX_SAFE_INTEGER]) {
      const page = await syncOf(storage, "ann", ANN_TO_BOB, { after });
      assertEquals([page.items, page.hasMore, page.complete], [
        [],
        false,
        true,
      ]);
      assertEquals([page.lastSequence, page.firstSequence], [3, 1]);
    }
  });

  test("sync of a private conversation without messages is empty", async ({ storage }) => {
    assertEquals(await syncOf(storage, "ann", ANN_TO_BOB), {
      items: [],
      hasMore: false,
      complete: true,
      lastSequence: 0,
      firstSequence: 1,
      changes: [],
      changedUpTo: 0,
      moreChanges: false,
      readSequence: 0,
      peerReadSequence: 0,
    });
  });

  test("whoever joins late may read what was written before", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await sendMany(storage, "ann", ROOM, 3);
    await joinAll(storage, "room", "bob");
    const page = await syncOf(storage, "bob", ROOM, { after: 0, count: 5 });
    assertEquals(contents(page.items), ["1", "2", "3"]);
  });
}
