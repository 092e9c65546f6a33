import { assertEquals } from "@std/assert";
import { recallPolicy } from "../../src/domain/change_policy.ts";
import {
  type ConversationRef,
  privateConversation,
} from "../../src/domain/ids.ts";
import { type Message, RECALLED } from "../../src/domain/model.ts";
import { ADMIN } from "../../src/domain/rank.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { refusal } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import {
  ANN_TO_BOB,
  contents,
  joinAll,
  listOf,
  ROOM,
  send,
  sendMany,
  syncOf,
} from "./contract_steps.ts";

const WINDOW = 120_000;

function recall(
  storage: Storage,
  userId: string,
  conversation: ConversationRef,
  { id }: Pick<Message, "id">,
) {
  const messageId = id;
  const policy = recallPolicy(WINDOW);
  return storage.change({
    kind: "recalled",
    conversation,
    userId,
    messageId,
    policy,
  });
}

export function recallsContract(test: Test): void {
  recallContract(test);
  changesContract(test);
}

function recallContract(test: Test): void {
  for (const conversation of [ANN_TO_BOB, ROOM]) {
    const { type } = conversation;
    test(`a recalled message that was unread goes on counting, in type ${type}`, async ({ storage }) => {
      await joinAll(storage, "room", "ann", "bob");
      const [, second] = await sendMany(storage, "ann", conversation, 3);
      const own = type === ROOM.type ? ROOM : privateConversation("bob", "ann");
      const unread = async () =>
        (await listOf(storage, "bob", { type }))[0]?.unread;
      assertEquals(await unread(), 3);
      await recall(storage, "ann", conversation, second!.message);
      assertEquals(await unread(), 3);
      assertEquals((await storage.read(own, "bob", 1)).unread, 2);
      assertEquals((await storage.read(own, "bob", 2)).unread, 1);
      assertEquals(await unread(), 1);
    });
  }

  test("an admin recalls what members wrote, and what strangers had, no more", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat", "dan");
    for (const userId of ["bob", "cat"]) {
      await storage.setRank("room", "ann", { userId, rank: ADMIN });
    }
    const of = async (id: string) => (await send(storage, id, ROOM)).message;
    const [anns, bobs, cats, dans] = [
      await of("ann"),
      await of("bob"),
      await of("cat"),
      await of("dan"),
    ];
    const gone = await of("dan");
    await recall(storage, "bob", ROOM, dans);
    await storage.leave("room", "dan");
    await recall(storage, "bob", ROOM, gone);
    for (const other of [anns, cats]) {
      const call = () => recall(storage, "bob", ROOM, other);
      assertEquals((await refusal(call)).code, 403);
    }
    await recall(storage, "ann", ROOM, bobs);
    const { changes } = await syncOf(storage, "ann", ROOM, { changedAfter: 0 });
    assertEquals(changes.length, 3);
  });

  test("a recalled message is empty wherever it is read", async ({ storage }) => {
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    const { message: recalled, change } = await recall(
      storage,
      "ann",
      ANN_TO_BOB,
      message,
    );
    assertEquals(recalled, { ...message, content: "", status: RECALLED });
    assertEquals(change, { kind: "recalled", message: recalled, number: 1 });
    const page = { before: undefined, count: 9 };
    const { items } = await storage.history(ANN_TO_BOB, "bob", page);
    assertEquals(items, [recalled]);
    const synced = await syncOf(storage, "bob", ANN_TO_BOB);
    assertEquals(synced.items, [recalled]);
    assertEquals((await listOf(storage, "bob"))[0]?.last, recalled);
    assertEquals(message.content, "hello", "what was returned stays");
  });

  test("recalling again changes nothing, even after the window", async ({ storage, advance }) => {
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    const first = await recall(storage, "ann", ANN_TO_BOB, message);
    await advance(WINDOW * 2);
    const second = await recall(storage, "ann", ANN_TO_BOB, message);
    assertEquals(second, { message: first.message, change: undefined });
    assertEquals((await listOf(storage, "ann"))[0]?.lastChange, 1);
  });

  test("a sender recalls their own messages, and within the window only", async ({ storage, advance }) => {
    await joinAll(storage, "room", "cat", "ann", "bob");
    const { message } = await send(storage, "ann", ROOM);
    const others = await refusal(() => recall(storage, "bob", ROOM, message));
    assertEquals(others.code, 403);
    await advance(WINDOW);
    const { message: late } = await send(storage, "ann", ROOM);
    await advance(1);
    const tooLate = await refusal(() => recall(storage, "ann", ROOM, message));
    assertEquals(tooLate.code, 403);
    const { change } = await recall(storage, "ann", ROOM, late);
    assertEquals(change?.number, 1);
  });

  test("a chatroom's creator recalls anybody's message at any time", async ({ storage, advance }) => {
    await joinAll(storage, "room", "cat", "ann");
    const { message } = await send(storage, "ann", ROOM);
    await advance(WINDOW * 100);
    const { message: recalled } = await recall(storage, "cat", ROOM, message);
    assertEquals(recalled.status, RECALLED);
    await storage.leave("room", "cat");
    const { message: later } = await send(storage, "ann", ROOM);
    const gone = await refusal(() => recall(storage, "cat", ROOM, later));
    assertEquals(gone.code, 403);
  });

  test("the creator of a chatroom has no say in a private conversation with its id", async ({ storage }) => {
    await joinAll(storage, "bob", "ann");
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    const theirs = { ...ANN_TO_BOB, target: "ann" };
    const { code } = await refusal(() =>
      recall(storage, "bob", theirs, message)
    );
    assertEquals(code, 403);
  });

  test(
    "what does not exist, or no longer, cannot be recalled",
    async ({ storage }) => {
      await joinAll(storage, "room", "ann");
      const [first] = await sendMany(storage, "ann", ANN_TO_BOB, 3);
      const { message } = await send(storage, "ann", ROOM);
      const missing = [{ id: "x" }, first?.message ?? { id: "" }, message];
      for (const each of missing) {
        const { code } = await refusal(() =>
          recall(storage, "ann", ANN_TO_BOB, each)
        );
        assertEquals(code, 404);
      }
    },
    { historyLimit: 2 },
  );

  test("a recall moves neither sequence nor unread nor place in the list", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { message } = await send(storage, "ann", ROOM);
    const [before] = await listOf(storage, "bob");
    await advance(10);
    const { message: recalled } = await recall(storage, "ann", ROOM, message);
    const [after] = await listOf(storage, "bob");
    assertEquals(after, { ...before!, last: recalled, lastChange: 1 });
    assertEquals((await send(storage, "ann", ROOM)).message.sequence, 2);
  });
}

function changesContract(test: Test): void {
  test("who was away learns of recalls by one number", async ({ storage }) => {
    const sent = await sendMany(storage, "ann", ANN_TO_BOB, 6);
    for (const at of [4, 0, 2]) {
      await recall(storage, "ann", ANN_TO_BOB, sent[at]!.message);
    }
    const seen: number[][] = [];
    let changedAfter = 0;
    for (let more = true; more;) {
      const query = { after: 6, count: 1, changedAfter };
      const page = await syncOf(storage, "bob", ANN_TO_BOB, query);
      assertEquals(page.items, []);
      seen.push(
        ...page.changes.map((each) => [each.number, each.message.sequence]),
      );
      ({ changedUpTo: changedAfter, moreChanges: more } = page);
    }
    assertEquals([seen, changedAfter], [[[1, 5], [2, 1], [3, 3]], 3]);
    assertEquals((await listOf(storage, "bob"))[0]?.lastChange, 3);
    const query = { changedAfter };
    const later = await syncOf(storage, "bob", ANN_TO_BOB, query);
    assertEquals([later.changes, later.changedUpTo], [[], 3]);
  });

  test("without a change number a sync tells of none, and where they stand", async ({ storage }) => {
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    await recall(storage, "ann", ANN_TO_BOB, message);
    const page = await syncOf(storage, "bob", ANN_TO_BOB);
    assertEquals([page.changes, page.changedUpTo], [[], 1]);
  });

  test(
    "changes of messages that are no longer kept are left out",
    async ({ storage }) => {
      for (let round = 0; round < 20; round++) {
        const { message } = await send(storage, "ann", ANN_TO_BOB);
        await recall(storage, "ann", ANN_TO_BOB, message);
      }
      const query = { changedAfter: 0 };
      const page = await syncOf(storage, "bob", ANN_TO_BOB, query);
      const messages = page.changes.map(({ message }) => message);
      assertEquals(messages.map(({ sequence }) => sequence), [18, 19, 20]);
      assertEquals(page.changes.map(({ number }) => number), [18, 19, 20]);
      assertEquals([page.changedUpTo, page.moreChanges], [20, false]);
      assertEquals(contents(messages), ["", "", ""]);
    },
    { historyLimit: 3 },
  );
}
