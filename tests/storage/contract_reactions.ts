import { assertEquals } from "@std/assert";
import { recallPolicy } from "../../src/domain/change_policy.ts";
import {
  type ConversationRef,
  privateConversation,
} from "../../src/domain/ids.ts";
import type { Message } from "../../src/domain/model.ts";
import { SERVICE } from "../../src/storage/actor.ts";
import type { Storage } from "../../src/storage/storage.ts";
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

interface Asked {
  readonly reaction?: string;
  readonly on?: boolean;
  readonly conversation?: ConversationRef;
}

function react(
  storage: Storage,
  userId: string,
  { id: messageId }: Pick<Message, "id">,
  { reaction = "+1", on = true, conversation = ROOM }: Asked = {},
) {
  const about = { conversation, userId, messageId };
  return storage.change({ kind: "reacted", ...about, reaction, on });
}

function reactors(
  storage: Storage,
  { id: messageId }: Message,
  { reaction = "+1", count = 9, userId = "ann" } = {},
  after?: { time: number; id: string },
) {
  const about = { conversation: ROOM, userId, messageId, reaction };
  return storage.reactors({ ...about, after, count });
}

/** Who has reacted to messages, and how often. */
export function reactionsContract(test: Test): void {
  test("of a message of a user who is erased no reaction, mention or data stays", async ({ storage, administration }) => {
    await joinAll(storage, "room", "ann", "bob");
    const first = await send(storage, "ann", ROOM);
    const extras = {
      data: '{"a":1}',
      mentions: ["bob"],
      replyTo: first.message.id,
    };
    const { message } = await send(storage, "ann", ROOM, { extras });
    await react(storage, "bob", message);
    await react(storage, "bob", first.message);
    const asked = { after: 0, empty: true };
    const { changes } = await administration.scrub(ROOM.key, "ann", asked);
    const left = changes.map((each) => each.message.extras);
    assertEquals(left, [undefined, { replyTo: first.message.id }]);
    const { items } = await syncOf(storage, "bob", ROOM, { after: 0 });
    assertEquals(items.map((each) => each.extras), left);
    const [listed] = await listOf(storage, "bob");
    assertEquals(listed?.mentioned, 0);
    const gone = await refusal(() => reactors(storage, message));
    assertEquals(gone.code, 404);
  });

  test("who is erased takes back each reaction to what others wrote, as one change each", async ({ storage, administration }) => {
    await joinAll(storage, "room", "ann", "bob", "bobby", "cat");
    const { message: first } = await send(storage, "ann", ROOM);
    const { message: second } = await send(storage, "ann", ROOM);
    for (const reaction of ["a b", "a", "__proto__"]) {
      await react(storage, "bob", first, { reaction });
    }
    await react(storage, "cat", first, { reaction: "a" });
    await react(storage, "bobby", second);
    await storage.leave("room", "bob");
    const asked = { after: 0, empty: false };
    const done = await administration.scrub(ROOM.key, "bob", asked);
    const left = { reaction: "a", count: 1 };
    const none = { reaction: "__proto__", count: 1 };
    const told = done.changes.map(({ kind, number, message, reacted }) => [
      [kind, number, message.sequence, reacted?.userId],
      [reacted?.reaction, reacted?.on, message.extras?.reactions],
    ]);
    assertEquals(told, [
      [["reacted", 6, 1, "bob"], ["a b", false, [
        { reaction: "a", count: 2 },
        none,
      ]]],
      [["reacted", 7, 1, "bob"], ["a", false, [left, none]]],
      [["reacted", 8, 1, "bob"], ["__proto__", false, [left]]],
    ]);
    assertEquals(done.next, undefined);
    const page = await syncOf(storage, "ann", ROOM, { changedAfter: 5 });
    assertEquals(page.changes.map(({ number }) => number), [8]);
    assertEquals(page.changes[0]!.message.extras, { reactions: [left] });
    const { items } = await reactors(storage, first, { reaction: "a" });
    assertEquals(items.map(({ id }) => id), ["cat"]);
    const again = await administration.scrub(ROOM.key, "bob", asked);
    assertEquals(again, { changes: [], next: undefined });
    await joinAll(storage, "room", "bob");
    const back = await react(storage, "bob", first, { reaction: "a" });
    assertEquals(back.change?.number, 9);
  });

  test("of what is emptied the own reactions go with it, and of what stays they are taken back", async ({ storage, administration }) => {
    const { message: mine } = await send(storage, "ann", ANN_TO_BOB);
    const conversation = privateConversation("bob", "ann");
    const { message: bobs } = await send(storage, "bob", conversation);
    for (const message of [mine, bobs]) {
      await react(storage, "ann", message, { conversation: ANN_TO_BOB });
      await react(storage, "bob", message, { conversation });
    }
    const asked = { after: 0, empty: true };
    const { changes } = await administration
      .scrub(ANN_TO_BOB.key, "ann", asked);
    const told = changes.map(({ kind, number, reacted }) => [
      kind,
      number,
      reacted,
    ]);
    assertEquals(told, [
      ["recalled", 5, undefined],
      ["reacted", 6, { userId: "ann", reaction: "+1", on: false }],
    ]);
    const { items } = await storage.history(ANN_TO_BOB, "bob", {
      before: undefined,
      count: 9,
    });
    assertEquals(items.map(({ extras }) => extras), [
      undefined,
      { reactions: [{ reaction: "+1", count: 1, mine: true }] },
    ]);
  });

  test("however often somebody has reacted, all of it is taken back in steps", async ({ storage, administration }) => {
    await joinAll(storage, "room", "ann", "bob");
    const sent = await sendMany(storage, "ann", ROOM, 60);
    for (const { message } of sent) {
      const reacting = Array.from(
        { length: 20 },
        (_, at) => react(storage, "bob", message, { reaction: `r${at}` }),
      );
      await Promise.all(reacting);
    }
    const changes = [];
    let steps = 0;
    for (let after: number | undefined = 0; after !== undefined; steps++) {
      const query: { after: number; empty: boolean } = { after, empty: true };
      const done = await administration.scrub(ROOM.key, "bob", query);
      changes.push(...done.changes);
      after = done.next;
    }
    assertEquals([changes.length, steps > 1], [1200, true]);
    const numbers = changes.map(({ number }) => number);
    assertEquals(numbers, Array.from({ length: 1200 }, (_, at) => 1201 + at));
    const page = { before: undefined, count: 100 };
    const { items } = await storage.history(ROOM, SERVICE, page);
    assertEquals(items.every(({ extras }) => extras === undefined), true);
  });

  test("a message shows how many have reacted, and to each which are theirs", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    const { message } = await send(storage, "ann", ROOM);
    await react(storage, "bob", message);
    await react(storage, "cat", message);
    const { message: shown, change } = await react(storage, "bob", message, {
      reaction: "__proto__",
    });
    const bare = [
      { reaction: "+1", count: 2 },
      { reaction: "__proto__", count: 1 },
    ];
    const bobs = bare.map((each) => ({ ...each, mine: true as const }));
    const cats = [bobs[0]!, bare[1]!];
    assertEquals(shown, { ...message, extras: { reactions: bobs } });
    assertEquals(change, {
      kind: "reacted",
      message: { ...message, extras: { reactions: bare } },
      number: 3,
      reacted: { userId: "bob", reaction: "__proto__", on: true },
    });
    const readers = [
      ["ann", bare],
      ["bob", bobs],
      ["cat", cats],
      [SERVICE, bare],
    ] as const;
    for (let round = 0; round < 2; round++) {
      for (const [reader, reactions] of readers) {
        const expected = { ...message, extras: { reactions } };
        const page = { before: undefined, count: 9 };
        const { items } = await storage.history(ROOM, reader, page);
        assertEquals(items, [expected], String(reader));
        const query = { after: 0, count: 9, changedAfter: 0 };
        const synced = await storage.sync(ROOM, reader, query);
        assertEquals(synced.items, [expected]);
        assertEquals(synced.changes.map((each) => each.message), [expected]);
        if (reader === SERVICE) continue;
        assertEquals((await listOf(storage, reader))[0]?.last, expected);
      }
    }
  });

  test("in a private conversation both may react, and nobody else", async ({ storage }) => {
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    const conversation = privateConversation("bob", "ann");
    await react(storage, "bob", message, { conversation });
    const { message: shown } = await react(storage, "ann", message, {
      conversation: ANN_TO_BOB,
      reaction: "❤️",
    });
    assertEquals(shown.extras?.reactions, [
      { reaction: "+1", count: 1 },
      { reaction: "❤️", count: 1, mine: true },
    ]);
    const elsewhere = privateConversation("eve", "ann");
    const { code } = await refusal(() =>
      react(storage, "eve", message, { conversation: elsewhere })
    );
    assertEquals(code, 404);
  });

  test("a reaction that is there already, or is not, changes nothing", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { message } = await send(storage, "ann", ROOM);
    await react(storage, "bob", message, { on: false });
    const first = await react(storage, "bob", message);
    const again = await react(storage, "bob", message);
    assertEquals(first.change?.number, 1);
    assertEquals(again, { message: first.message, change: undefined });
    const back = await react(storage, "bob", message, { on: false });
    assertEquals([back.change?.number, back.message], [2, message]);
    assertEquals("extras" in back.message, false);
    const none = await react(storage, "bob", message, { on: false });
    assertEquals(none, { message, change: undefined });
    const last = await react(storage, "ann", message);
    assertEquals(last.change?.number, 3);
  });

  test("a message has at most 20 different reactions, of any number of users", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { message } = await send(storage, "ann", ROOM);
    for (let at = 0; at < 20; at++) {
      await react(storage, "ann", message, { reaction: `r${at}` });
    }
    const full = await refusal(() =>
      react(storage, "bob", message, { reaction: "one more" })
    );
    assertEquals([full.code, full.data], [403, { reason: "full" }]);
    const { message: after } = await react(storage, "bob", message, {
      reaction: "r7",
    });
    assertEquals(after.extras?.reactions?.[7]?.count, 2);
    await react(storage, "ann", message, { reaction: "r0", on: false });
    await react(storage, "bob", message, { reaction: "one more" });
  });

  test("those who reacted are listed in the order in which they did, by pages", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob", "cat", "dan");
    await storage.enter("bob", "Bob");
    const { message } = await send(storage, "ann", ROOM);
    for (const userId of ["cat", "ann", "bob", "dan"]) {
      await advance(10);
      await react(storage, userId, message, { reaction: "a b" });
      await react(storage, userId, message, { reaction: "a" });
    }
    await advance(10);
    await react(storage, "cat", message, { reaction: "a b", on: false });
    await react(storage, "cat", message, { reaction: "a b" });
    const asked = { reaction: "a b", count: 2 };
    const first = await reactors(storage, message, asked);
    assertEquals(first.items.map(({ id }) => id), ["ann", "bob"]);
    assertEquals([first.items[1]!.name, first.hasMore], ["Bob", true]);
    const { at: time, id } = first.items[1]!;
    const rest = await reactors(storage, message, asked, { time, id });
    assertEquals(rest.items.map((each) => each.id), ["dan", "cat"]);
    assertEquals(rest.hasMore, false);
    const times = [...first.items, ...rest.items].map(({ at }) => at);
    assertEquals(times, times.toSorted((a, b) => a - b));
    const others = await reactors(storage, message, { reaction: "b" });
    assertEquals(others, { items: [], hasMore: false });
  });

  test(
    "to what is recalled, or no longer kept, nobody reacts, and nobody has",
    async ({ storage }) => {
      await joinAll(storage, "room", "ann", "bob");
      const { message: old } = await send(storage, "ann", ROOM);
      await react(storage, "bob", old);
      const { message } = await send(storage, "ann", ROOM);
      await react(storage, "bob", message);
      const { message: recalled } = await storage.change({
        kind: "recalled",
        conversation: ROOM,
        userId: "ann",
        messageId: message.id,
        policy: recallPolicy(60_000),
      });
      assertEquals("extras" in recalled, false);
      await sendMany(storage, "ann", ROOM, 4);
      for (const each of [old, message]) {
        const calls = [
          () => react(storage, "bob", each),
          () => react(storage, "bob", each, { on: false }),
          () => reactors(storage, each),
        ];
        for (const call of calls) {
          assertEquals((await refusal(call)).code, 404);
        }
      }
    },
    { historyLimit: 5 },
  );

  test("who is no member neither reacts nor sees who has", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { message } = await send(storage, "ann", ROOM);
    await react(storage, "bob", message);
    const calls = [
      () => react(storage, "eve", message),
      () => reactors(storage, message, { userId: "eve" }),
    ];
    for (const call of calls) assertEquals((await refusal(call)).code, 403);
    await storage.leave("room", "bob");
    const { items } = await reactors(storage, message);
    assertEquals(items.map(({ id }) => id), ["bob"]);
  });

  test("reactions at the same time all count, each user's once", async ({ storage }) => {
    const users = Array.from({ length: 30 }, (_, at) => `u${at}`);
    await joinAll(storage, "room", "ann", ...users);
    const { message } = await send(storage, "ann", ROOM);
    const asked = [...users, ...users].map((user) =>
      react(storage, user, message)
    );
    const changes = (await Promise.all(asked))
      .filter(({ change }) => change !== undefined);
    assertEquals(changes.length, 30);
    const numbers = changes.map(({ change }) => change!.number);
    assertEquals(new Set(numbers).size, 30);
    const page = await syncOf(storage, "ann", ROOM, { changedAfter: 0 });
    assertEquals(page.changes.length, 1);
    const { number, message: after } = page.changes[0]!;
    assertEquals(number, 30);
    assertEquals(after.extras?.reactions, [{ reaction: "+1", count: 30 }]);
  });
}
