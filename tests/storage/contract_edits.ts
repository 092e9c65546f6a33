import { assertEquals } from "@std/assert";
import { editPolicy, recallPolicy } from "../../src/domain/change_policy.ts";
import type { Extras } from "../../src/domain/extras.ts";
import {
  type ConversationRef,
  privateConversation,
} from "../../src/domain/ids.ts";
import type { Message } from "../../src/domain/model.ts";
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

const WINDOW = 900_000;

interface Asked {
  readonly conversation?: ConversationRef;
  readonly content?: string;
  readonly data?: string;
}

function edit(
  storage: Storage,
  userId: string,
  { id: messageId }: Pick<Message, "id">,
  { conversation = ROOM, content = "edited", data }: Asked = {},
) {
  const policy = editPolicy(WINDOW);
  const about = { conversation, userId, messageId, policy };
  return storage.change({ kind: "edited", ...about, content, data });
}

function recall(storage: Storage, userId: string, { id }: Message) {
  const policy = recallPolicy(WINDOW);
  const about = { conversation: ROOM, userId, messageId: id, policy };
  return storage.change({ kind: "recalled", ...about });
}

/** Edits, and how they go with other changes. */
export function editsContract(test: Test): void {
  for (const conversation of [ANN_TO_BOB, ROOM]) {
    test(`an edited message shows its new content wherever it is read, in type ${conversation.type}`, async ({ storage, advance }) => {
      await joinAll(storage, "room", "ann", "bob");
      const { message: first } = await send(storage, "ann", conversation);
      const extras: Extras = {
        data: '{"a":1}',
        replyTo: first.id,
        mentions: ["bob"],
      };
      const draft = { extras, requestId: "r" };
      const { message } = await send(storage, "ann", conversation, draft);
      await send(storage, "bob", own(conversation));
      await advance(1000);
      const content = 'neu "\n\u0000é';
      const { message: edited, change } = await edit(storage, "ann", message, {
        conversation,
        content,
      });
      const { editedAt = 0 } = edited.extras ?? {};
      assertEquals(editedAt >= message.createdAt + 1000, true);
      assertEquals(edited, {
        ...message,
        content,
        extras: { ...extras, editedAt },
      });
      assertEquals(change, { kind: "edited", message: edited, number: 1 });
      const { items } = await syncOf(storage, "bob", own(conversation));
      assertEquals(items[1], edited);
      assertEquals(items.length, 3);
      const page = { before: undefined, count: 2 };
      const found = await storage.history(conversation, "ann", page);
      assertEquals(found.items[0], edited);
    });
  }

  test("an edit of the last message shows in the list, and makes nothing unread", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { message } = await send(storage, "ann", ROOM);
    await storage.read(ROOM, "bob", 1);
    const [before] = await listOf(storage, "bob");
    const { message: edited } = await edit(storage, "ann", message);
    const [after] = await listOf(storage, "bob");
    assertEquals(after, { ...before!, last: edited, lastChange: 1 });
    assertEquals(after?.unread, 0);
  });

  test("an edit without data keeps it, and one with data replaces it", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const extras = { data: '{"a":1}', priority: "low" } as const;
    const { message } = await send(storage, "ann", ROOM, { extras });
    const dataAfter = async (data?: string) =>
      (await edit(storage, "ann", message, data === undefined ? {} : { data }))
        .message.extras?.data;
    assertEquals(await dataAfter(), '{"a":1}');
    assertEquals(await dataAfter('{"b":"\\u0000"}'), '{"b":"\\u0000"}');
    assertEquals(await dataAfter(), '{"b":"\\u0000"}');
  });

  test("only the sender may edit, within the window, also in a chatroom of theirs", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { message } = await send(storage, "bob", ROOM);
    const other = await refusal(() => edit(storage, "ann", message));
    assertEquals([other.code, other.data], [403, null]);
    await advance(WINDOW);
    await edit(storage, "bob", message);
    await advance(1000);
    const late = await refusal(() => edit(storage, "bob", message));
    assertEquals([late.code, late.data], [403, { reason: "too_late" }]);
    const stranger = await refusal(() => edit(storage, "eve", message));
    assertEquals(stranger.code, 403);
  });

  test(
    "what is recalled, or no longer kept, is edited no more; what is edited can be recalled",
    async ({ storage }) => {
      await joinAll(storage, "room", "ann", "bob");
      const sent = await sendMany(storage, "ann", ROOM, 1);
      const { message } = await send(storage, "ann", ROOM, {
        extras: { data: "{}" },
      });
      await edit(storage, "ann", message);
      const { message: recalled, change } = await recall(
        storage,
        "ann",
        message,
      );
      assertEquals([recalled.content, recalled.extras], ["", undefined]);
      assertEquals(change?.number, 2);
      const again = await refusal(() => edit(storage, "ann", message));
      assertEquals(again.code, 404);
      await sendMany(storage, "ann", ROOM, 4);
      const gone = await refusal(() => edit(storage, "ann", sent[0]!.message));
      assertEquals(gone.code, 404);
    },
    { historyLimit: 5 },
  );

  test("a message has its newest change alone, at its newest number", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const sent = (await sendMany(storage, "ann", ROOM, 3))
      .map(({ message }) => message);
    await edit(storage, "ann", sent[0]!, { content: "a" });
    await edit(storage, "ann", sent[1]!, { content: "b" });
    await edit(storage, "ann", sent[0]!, { content: "c" });
    await recall(storage, "ann", sent[1]!);
    const after = async (changedAfter: number, count = 9) => {
      const query = { after: 3, count, changedAfter };
      const page = await syncOf(storage, "bob", ROOM, query);
      const changes = page.changes.map(({ number, message }) =>
        [number, message.sequence, message.content] as const
      );
      return { changes, last: page.changedUpTo, more: page.moreChanges };
    };
    const all = [[3, 1, "c"], [4, 2, ""]] as const;
    assertEquals(await after(0), { changes: [...all], last: 4, more: false });
    assertEquals(await after(3), {
      changes: [all[1]],
      last: 4,
      more: false,
    });
    assertEquals(await after(0, 1), { changes: [all[0]], last: 3, more: true });
    assertEquals((await listOf(storage, "bob"))[0]?.lastChange, 4);
  });

  test("a request id is answered as before when its message was edited", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const once = { requestId: "r", content: "one" };
    const { message } = await send(storage, "ann", ROOM, once);
    await edit(storage, "ann", message);
    const again = await send(storage, "ann", ROOM, once);
    assertEquals([again.repeated, again.message.id], [true, message.id]);
  });
}

function own({ type }: ConversationRef): ConversationRef {
  return type === ROOM.type ? ROOM : privateConversation("bob", "ann");
}
