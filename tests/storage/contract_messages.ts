import { assert, assertEquals } from "@std/assert";
import { chatroomConversation } from "../../src/domain/ids.ts";
import { NORMAL } from "../../src/domain/model.ts";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import {
  ANN_TO_BOB,
  joinAll,
  ROOM,
  send,
  sendMany,
  syncOf,
} from "./contract_steps.ts";

export function messagesContract(test: Test): void {
  test("a message is stored as it was drafted, with id, sequence and time", async ({ storage }) => {
    await storage.enter("ann", "Ann");
    await storage.enter("bob", "Bob");
    const appended = await send(storage, "ann", ANN_TO_BOB, {
      category: "picture",
      content: 'a "quoted" text\n😀\0',
      requestId: "r 1",
    });
    const { message, title, repeated } = appended;
    assertEquals({ title, repeated }, { title: "Bob", repeated: false });
    const { id, createdAt, ...rest } = message;
    assertEquals(rest, {
      conversation: ANN_TO_BOB.key,
      sender: { id: "ann", name: "Ann" },
      category: "picture",
      content: 'a "quoted" text\n😀\0',
      sequence: 1,
      status: NORMAL,
      requestId: "r 1",
    });
    assert(id.length > 0 && createdAt > 0);
    const { items } = await storage.history(ANN_TO_BOB, "bob", {
      before: undefined,
      count: 10,
    });
    assertEquals(items, [message]);
  });

  test("the title is the receiver's id while they are not known", async ({ storage }) => {
    assertEquals((await send(storage, "ann", ANN_TO_BOB)).title, "bob");
    await storage.join("room", "ann", "The room");
    assertEquals((await send(storage, "ann", ROOM)).title, "The room");
  });

  test("a message keeps the name that its sender had", async ({ storage }) => {
    await storage.enter("ann", "Ann");
    await send(storage, "ann", ANN_TO_BOB);
    await storage.enter("ann", "Anna");
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    assertEquals(message.sender.name, "Anna");
    const { items } = await storage.history(ANN_TO_BOB, "ann", {
      before: undefined,
      count: 10,
    });
    assertEquals(items.map(({ sender }) => sender.name), ["Ann", "Anna"]);
  });

  test("sequences are dense in each conversation by itself", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await joinAll(storage, "other", "ann");
    const other = chatroomConversation("other");
    for (let sequence = 1; sequence <= 5; sequence++) {
      for (const conversation of [ROOM, other, ANN_TO_BOB]) {
        const { message } = await send(storage, "ann", conversation);
        assertEquals(message.sequence, sequence);
      }
    }
  });

  test("appends at the same time get dense sequences and settle in order", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const settled: number[] = [];
    const appends = Array.from(
      { length: 100 },
      (_, at) =>
        send(storage, at % 2 ? "ann" : "bob", ROOM, { content: String(at) })
          .then(({ message }) => {
            settled.push(message.sequence);
            return message;
          }),
    );
    const messages = await Promise.all(appends);
    const dense = Array.from({ length: 100 }, (_, at) => at + 1);
    assertEquals(settled, dense);
    const { items } = await syncOf(storage, "ann", ROOM, {
      after: 0,
      count: 500,
    });
    const bySequence = messages.toSorted((a, b) => a.sequence - b.sequence);
    assertEquals(items, bySequence);
  });

  test("send times never fall and ids always grow, whatever the clock does", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann");
    const stored = [];
    for (const step of [0, 10, -60_000, 0, 1, -86_400_000, 5, 90_000_000, 0]) {
      await advance(step);
      for (const conversation of [ROOM, ANN_TO_BOB]) {
        stored.push((await send(storage, "ann", conversation)).message);
      }
    }
    for (let at = 1; at < stored.length; at++) {
      const [before, after] = [stored[at - 1], stored[at]];
      assert(before !== undefined && after !== undefined);
      assert(after.createdAt >= before.createdAt);
      assert(after.id > before.id, `${after.id} after ${before.id}`);
    }
    assertEquals(stored.filter(({ sequence }) => sequence === 9).length, 2);
  });

  test("a refused append stores nothing and takes no sequence", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await send(storage, "ann", ROOM, { requestId: "r" });
    const refused = [
      () => send(storage, "bob", ROOM),
      () => send(storage, "ann", chatroomConversation("nowhere")),
      () => send(storage, "ann", ROOM, { requestId: "r", content: "other" }),
    ];
    for (const call of refused) await refusal(call);
    assertEquals((await send(storage, "ann", ROOM)).message.sequence, 2);
    const { items } = await syncOf(storage, "ann", ROOM, {
      after: 0,
      count: 9,
    });
    assertEquals(items.length, 2);
    assertEquals((await refusal(() => storage.user("bob"))).code, 404);
  });

  test(
    "a conversation keeps its newest messages and counts on",
    async ({ storage }) => {
      await joinAll(storage, "room", "ann");
      const [first] = await sendMany(storage, "ann", ROOM, 12);
      await sendMany(storage, "ann", ANN_TO_BOB, 3);
      const page = await syncOf(storage, "ann", ROOM, { after: 0, count: 100 });
      const sequences = page.items.map(({ sequence }) => sequence);
      assertEquals(sequences, [8, 9, 10, 11, 12]);
      const before = first?.message.id;
      const evicted = await refusal(() =>
        storage.history(ROOM, "ann", { before, count: 1 })
      );
      assertEquals(evicted.code, 404);
    },
    { historyLimit: 5 },
  );
}
