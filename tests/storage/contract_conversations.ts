import { assert, assertEquals } from "@std/assert";
import {
  chatroomConversation,
  PRIVATE,
  privateConversation,
} from "../../src/domain/ids.ts";
import type { ConversationSummary } from "../../src/domain/model.ts";
import type { Storage } from "../../src/storage/storage.ts";
import type { Test } from "./contract.ts";
import {
  ANN_TO_BOB,
  joinAll,
  listOf,
  ROOM,
  send,
  sendMany,
} from "./contract_steps.ts";

export function conversationsContract(test: Test): void {
  listContract(test);
  orderContract(test);
  unreadContract(test);
}

function targets(items: readonly ConversationSummary[]): string[] {
  return items.map(({ type, target }) => `${type}:${target}`);
}

function listContract(test: Test): void {
  test("a chatroom is listed from joining until leaving", async ({ storage }) => {
    assertEquals(await listOf(storage, "ann"), []);
    await storage.join("room", "ann", "The room");
    const [listed] = await listOf(storage, "ann");
    const { updatedAt, ...rest } = listed as ConversationSummary;
    assertEquals(rest, {
      type: 1,
      target: "room",
      title: "The room",
      last: undefined,
      lastSequence: 0,
      readSequence: 0,
      lastChange: 0,
      unread: 0,
      mentioned: 0,
    });
    assert(updatedAt > 0);
    await storage.leave("room", "ann");
    assertEquals(await listOf(storage, "ann"), []);
  });

  test("a private conversation is listed for both from its first message", async ({ storage }) => {
    await storage.enter("bob", "Bob");
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    const [mine] = await listOf(storage, "ann");
    const [theirs] = await listOf(storage, "bob");
    assertEquals([mine?.target, mine?.title], ["bob", "Bob"]);
    assertEquals([theirs?.target, theirs?.title], ["ann", "ann"]);
    assertEquals([mine?.last, theirs?.last], [message, message]);
    assertEquals(mine?.updatedAt, message.createdAt);
    await storage.enter("ann", "Ann");
    assertEquals((await listOf(storage, "bob"))[0]?.title, "Ann");
  });

  test("the list can be of one type only", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await send(storage, "ann", ANN_TO_BOB);
    const only = async (type: 1 | 2) =>
      targets(await listOf(storage, "ann", { type }));
    assertEquals(await only(1), ["1:room"]);
    assertEquals(await only(2), ["2:bob"]);
  });
}

function orderContract(test: Test): void {
  test("the newest activity comes first, joining included", async ({ storage, advance }) => {
    const steps = [
      () => joinAll(storage, "old", "ann"),
      () => send(storage, "bob", privateConversation("bob", "ann")),
      () => joinAll(storage, "new", "ann"),
      () => send(storage, "ann", chatroomConversation("old")),
    ];
    for (const step of steps) {
      await step();
      await advance(5);
    }
    const list = targets(await listOf(storage, "ann"));
    assertEquals(list, ["1:old", "1:new", "2:bob"]);
  });

  test("joining late puts a quiet chatroom on top of the joiner's list only", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann");
    await send(storage, "ann", ROOM);
    await advance(5);
    await send(storage, "bob", privateConversation("bob", "ann"));
    await advance(5);
    await joinAll(storage, "room", "bob");
    assertEquals(targets(await listOf(storage, "bob")), ["1:room", "2:ann"]);
    assertEquals(targets(await listOf(storage, "ann")), ["2:bob", "1:room"]);
  });

  test("ties are ordered by session id, and a cursor goes on after each", async ({ storage, advance }) => {
    const peers = ["d", "a", "c", "b", "e"];
    for (const peer of peers) {
      await send(storage, "ann", privateConversation("ann", peer));
      await joinAll(storage, peer, "ann");
      if (peer === "c") await advance(7);
    }
    const whole = await listOf(storage, "ann");
    const order = whole.map(({ updatedAt, type, target }) =>
      [updatedAt, `${type}:${target}`] as const
    );
    const sorted = order.toSorted(([a, x], [b, y]) =>
      b - a || (x < y ? -1 : 1)
    );
    assertEquals(order, sorted);
    for (const count of [1, 2, 3, 9, 10]) {
      assertEquals(await walk(storage, "ann", count), targets(whole));
    }
  });

  test("a walk of one type keeps to it", async ({ storage }) => {
    for (const name of ["a", "b", "c"]) {
      await joinAll(storage, name, "ann");
      await send(storage, "ann", privateConversation("ann", name));
    }
    const walked = await walk(storage, "ann", 2, PRIVATE);
    assertEquals(walked.toSorted(), ["2:a", "2:b", "2:c"]);
  });
}

/** All pages of a user's list after one another. */
async function walk(
  storage: Storage,
  userId: string,
  count: number,
  type?: 1 | 2,
): Promise<string[]> {
  const seen: string[] = [];
  let after;
  for (;;) {
    const query = { type, after, count };
    const { items, hasMore } = await storage.conversations(userId, query);
    assert(items.length <= count);
    seen.push(...targets(items));
    const last = items.at(-1);
    if (!hasMore || last === undefined) return seen;
    after = { time: last.updatedAt, id: `${last.type}:${last.target}` };
  }
}

function unreadContract(test: Test): void {
  const unreadOf = async (storage: Storage, userId: string) => {
    const [first] = await listOf(storage, userId);
    return [first?.unread, first?.lastSequence];
  };

  test("unread are the messages of others since one's own last", async ({ storage }) => {
    await sendMany(storage, "ann", ANN_TO_BOB, 3);
    assertEquals(await unreadOf(storage, "bob"), [3, 3]);
    assertEquals(await unreadOf(storage, "ann"), [0, 3]);
    await send(storage, "bob", privateConversation("bob", "ann"));
    assertEquals(await unreadOf(storage, "bob"), [0, 4]);
    assertEquals(await unreadOf(storage, "ann"), [1, 4]);
  });

  test("what was there before joining is not unread", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await sendMany(storage, "ann", ROOM, 5);
    await joinAll(storage, "room", "bob");
    assertEquals(await unreadOf(storage, "bob"), [0, 5]);
    await sendMany(storage, "ann", ROOM, 2);
    assertEquals(await unreadOf(storage, "bob"), [2, 7]);
    await storage.leave("room", "bob");
    await sendMany(storage, "ann", ROOM, 4);
    await joinAll(storage, "room", "bob");
    assertEquals(await unreadOf(storage, "bob"), [0, 11]);
  });

  test(
    "evicted messages stay unread: the count is of positions",
    async ({ storage }) => {
      await sendMany(storage, "ann", ANN_TO_BOB, 9);
      assertEquals(await unreadOf(storage, "bob"), [9, 9]);
    },
    { historyLimit: 2 },
  );
}
