import { assertEquals, assertNotEquals } from "@std/assert";
import { privateConversation } from "../../src/domain/ids.ts";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import { ANN_TO_BOB, joinAll, ROOM, send, syncOf } from "./contract_steps.ts";

const AGAIN = { requestId: "r-1", content: "once" };

export function requestIdsContract(test: Test): void {
  test("a request id used again stores nothing and returns the same message", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob");
    const first = await send(storage, "ann", ROOM, AGAIN);
    await send(storage, "bob", ROOM);
    await advance(10);
    const second = await send(storage, "ann", ROOM, AGAIN);
    assertEquals(second, { ...first, repeated: true });
    const { items } = await syncOf(storage, "ann", ROOM, {
      after: 0,
      count: 9,
    });
    assertEquals(items.length, 2);
    assertEquals((await send(storage, "ann", ROOM)).message.sequence, 3);
  });

  test("the same request id at the same time stores one message", async ({ storage }) => {
    const appended = await Promise.all(
      Array.from({ length: 20 }, () => send(storage, "ann", ANN_TO_BOB, AGAIN)),
    );
    const ids = new Set(appended.map(({ message }) => message.id));
    assertEquals(ids.size, 1);
    const stored = appended.filter(({ repeated }) => !repeated);
    assertEquals(stored.length, 1);
  });

  test("a request id with another content or category is a 409", async ({ storage }) => {
    await send(storage, "ann", ANN_TO_BOB, AGAIN);
    for (const change of [{ content: "twice" }, { category: "picture" }]) {
      const { code } = await refusal(() =>
        send(storage, "ann", ANN_TO_BOB, { ...AGAIN, ...change })
      );
      assertEquals(code, 409);
    }
    const again = await send(storage, "ann", ANN_TO_BOB, AGAIN);
    assertEquals(again.repeated, true);
  });

  test("a request id means another message to each sender and conversation", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const conversations = [
      ["ann", ANN_TO_BOB],
      ["bob", privateConversation("bob", "ann")],
      ["ann", privateConversation("ann", "cat")],
      ["ann", ROOM],
      ["bob", ROOM],
    ] as const;
    const ids = new Set<string>();
    for (const [sender, conversation] of conversations) {
      const draft = { ...AGAIN, content: `by ${sender}` };
      const sent = await send(storage, sender, conversation, draft);
      assertEquals(sent.repeated, false);
      ids.add(sent.message.id);
    }
    assertEquals(ids.size, conversations.length);
  });

  test("a private conversation is the same one to whoever addresses it", async ({ storage }) => {
    const first = await send(storage, "ann", ANN_TO_BOB, AGAIN);
    const second = await send(storage, "ann", ANN_TO_BOB, AGAIN);
    assertEquals(second.message.id, first.message.id);
  });

  test(
    "a request id counts as new when its window has passed",
    async ({ storage, advance }) => {
      const first = await send(storage, "ann", ANN_TO_BOB, AGAIN);
      await advance(9_000);
      const within = await send(storage, "ann", ANN_TO_BOB, AGAIN);
      assertEquals([within.repeated, within.message.id], [
        true,
        first.message.id,
      ]);
      await advance(2_000);
      const draft = { ...AGAIN, content: "another content" };
      const later = await send(storage, "ann", ANN_TO_BOB, draft);
      assertEquals(later.repeated, false);
      assertNotEquals(later.message.id, first.message.id);
    },
    { requestIdAge: 10_000 },
  );

  test(
    "a request id of an evicted message still stores nothing",
    async ({ storage }) => {
      const first = await send(storage, "ann", ANN_TO_BOB, AGAIN);
      for (let sent = 0; sent < 5; sent++) {
        await send(
          storage,
          "ann",
          ANN_TO_BOB,
        );
      }
      const again = await send(storage, "ann", ANN_TO_BOB, AGAIN);
      assertEquals(again.repeated, true);
      assertEquals(again.message.id, first.message.id);
    },
    { historyLimit: 2 },
  );

  test("who left may not ask for what a request id stored", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await send(storage, "ann", ROOM, AGAIN);
    await storage.leave("room", "ann");
    const { code } = await refusal(() => send(storage, "ann", ROOM, AGAIN));
    assertEquals(code, 403);
  });
}
