import { assertEquals } from "@std/assert";
import { recallPolicy } from "../../src/domain/change_policy.ts";
import type { Extras } from "../../src/domain/extras.ts";
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

const DATA = '{"__proto__":{"a":1},"constructor":"x","n":-0.5,"\\u0000é":[]}';

/** What a message has besides its content. */
export function extrasContract(test: Test): void {
  for (const conversation of [ANN_TO_BOB, ROOM]) {
    test(`what a message has besides its content shows wherever it is read, in type ${conversation.type}`, async ({ storage }) => {
      await joinAll(storage, "room", "ann", "bob");
      const { message: first } = await send(storage, "ann", conversation);
      const extras: Extras = {
        data: DATA,
        replyTo: first.id,
        mentions: ["bob", "nobody"],
        ...conversation === ROOM ? { priority: "high" } as const : undefined,
      };
      const { message } = await send(storage, "ann", conversation, { extras });
      assertEquals(message.extras, extras);
      assertEquals("extras" in first, false);
      const page = { before: undefined, count: 9 };
      const { items } = await storage.history(conversation, "bob", page);
      assertEquals(items, [first, message]);
      assertEquals((await syncOf(storage, "bob", conversation)).items, items);
      const { type } = conversation;
      assertEquals((await listOf(storage, "bob", { type }))[0]?.last, message);
    });
  }

  test("a request id used again has to have the same extras", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const extras: Extras = { data: DATA, priority: "low", mentions: ["bob"] };
    const once = { requestId: "r-1", extras };
    const first = await send(storage, "ann", ROOM, once);
    const again = await send(storage, "ann", ROOM, once);
    assertEquals(again, { ...first, repeated: true });
    const others: Extras[] = [
      { ...extras, data: "{}" },
      { ...extras, priority: "high" },
      { ...extras, mentions: ["cat"] },
      { ...extras, replyTo: first.message.id },
    ];
    for (const other of others) {
      const { code } = await refusal(() =>
        send(storage, "ann", ROOM, { ...once, extras: other })
      );
      assertEquals(code, 409);
    }
    const none = { requestId: "r-1" };
    const { code } = await refusal(() => send(storage, "ann", ROOM, none));
    assertEquals(code, 409);
  });

  test("a request id used again may have the keys of its data in another order", async ({ storage }) => {
    const requestId = "r-1";
    const inOrder = (data: string) =>
      send(storage, "ann", ANN_TO_BOB, { requestId, extras: { data } });
    const first = await inOrder('{"a":{"b":1,"c":2},"d":[1,2]}');
    const again = await inOrder('{"d":[1,2],"a":{"c":2,"b":1}}');
    assertEquals(again.message.id, first.message.id);
    const other = () => inOrder('{"d":[2,1],"a":{"c":2,"b":1}}');
    assertEquals((await refusal(other)).code, 409);
  });

  test("a request id used again may say the usual priority, or not", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const usual: Extras = { priority: "normal" };
    for (const others of [undefined, { data: DATA }]) {
      const requestId = `r-${others === undefined}`;
      const without = others && { extras: others };
      const first = await send(storage, "ann", ROOM, { requestId, ...without });
      const again = await send(storage, "ann", ROOM, {
        requestId,
        extras: { ...others, ...usual },
      });
      assertEquals(again.message.id, first.message.id);
    }
  });

  test(
    "a request id is answered again when the message that was answered has gone",
    async ({ storage }) => {
      const [target] = await sendMany(storage, "ann", ANN_TO_BOB, 1);
      const draft = { requestId: "r", extras: { replyTo: target!.message.id } };
      const { message } = await send(storage, "ann", ANN_TO_BOB, draft);
      await sendMany(storage, "ann", ANN_TO_BOB, 4);
      const again = await send(storage, "ann", ANN_TO_BOB, draft);
      assertEquals(again.repeated, true);
      assertEquals(again.message.id, message.id);
    },
    { historyLimit: 4 },
  );

  test(
    "a reply to what is not kept is a 404 and stores nothing",
    async ({ storage }) => {
      await joinAll(storage, "room", "ann");
      const other = privateConversation("ann", "cat");
      const { message: elsewhere } = await send(storage, "ann", other);
      const { message: evicted } = await send(storage, "ann", ANN_TO_BOB);
      await sendMany(storage, "ann", ANN_TO_BOB, 4);
      const unknown = privateConversation("ann", "nobody");
      const cases = [
        [ANN_TO_BOB, evicted.id],
        [ANN_TO_BOB, elsewhere.id],
        [ANN_TO_BOB, "what is no id"],
        [ROOM, elsewhere.id],
        [unknown, evicted.id],
      ] as const;
      for (const [conversation, replyTo] of cases) {
        const { code } = await refusal(() =>
          send(storage, "ann", conversation, { extras: { replyTo } })
        );
        assertEquals(code, 404);
      }
      assertEquals((await syncOf(storage, "ann", ANN_TO_BOB)).lastSequence, 5);
      assertEquals((await syncOf(storage, "ann", unknown)).lastSequence, 0);
      const targets = (await listOf(storage, "ann")).map(({ target }) =>
        target
      );
      assertEquals(targets.toSorted(), ["bob", "cat", "room"]);
    },
    { historyLimit: 4 },
  );

  test("a recalled message may be answered, and the answer stays", async ({ storage }) => {
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    const extras = { replyTo: message.id };
    const { message: before } = await send(storage, "ann", ANN_TO_BOB, {
      extras,
    });
    await recall("ann", message.id);
    const { message: after } = await send(storage, "ann", ANN_TO_BOB, {
      extras,
    });
    const { items } = await syncOf(storage, "bob", ANN_TO_BOB, { after: 1 });
    assertEquals(items, [before, after]);

    async function recall(userId: string, messageId: string) {
      const policy = recallPolicy(60_000);
      const conversation = ANN_TO_BOB;
      await storage.change({
        kind: "recalled",
        conversation,
        userId,
        messageId,
        policy,
      });
    }
  });

  test("a recall takes data and mentions away, and leaves the place", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { message: first } = await send(storage, "ann", ROOM);
    const kept = { replyTo: first.id, priority: "low" } as const;
    const drafts: [Extras, Extras | undefined][] = [
      [{ data: DATA, mentions: ["bob"], ...kept }, kept],
      [{ data: DATA, mentions: ["bob"] }, undefined],
    ];
    for (const [extras, left] of drafts) {
      const { message } = await send(storage, "ann", ROOM, { extras });
      const { message: recalled } = await storage.change({
        kind: "recalled",
        conversation: ROOM,
        userId: "ann",
        messageId: message.id,
        policy: recallPolicy(60_000),
      });
      assertEquals(recalled.extras, left);
      assertEquals("extras" in recalled, left !== undefined);
      const last = (await listOf(storage, "bob"))[0]?.last;
      assertEquals(last, recalled);
    }
  });

  test("a high priority and mentioning everybody need the rank for it", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const privileged: Extras[] = [{ priority: "high" }, { mentions: ["*"] }];
    for (const extras of privileged) {
      const { code, data } = await refusal(() =>
        send(storage, "bob", ROOM, { extras })
      );
      assertEquals([code, data], [403, { reason: "role" }]);
      const { message } = await send(storage, "ann", ROOM, { extras });
      assertEquals(message.extras, extras);
    }
    await send(storage, "bob", ROOM, { extras: { priority: "low" } });
    assertEquals((await syncOf(storage, "ann", ROOM)).lastSequence, 3);
  });
}
