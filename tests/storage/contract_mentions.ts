import { assertEquals } from "@std/assert";
import { recallPolicy } from "../../src/domain/change_policy.ts";
import type { ConversationRef } from "../../src/domain/ids.ts";
import { privateConversation } from "../../src/domain/ids.ts";
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

/** How many unread messages of a conversation mention a user. */
async function mentioned(
  storage: Storage,
  userId: string,
  { type }: ConversationRef = ROOM,
): Promise<number | undefined> {
  return (await listOf(storage, userId, { type }))[0]?.mentioned;
}

function mention(
  storage: Storage,
  userIds: string[],
  { conversation = ROOM, senderId = "ann" } = {},
) {
  const draft = { extras: { mentions: userIds } };
  return send(storage, senderId, conversation, draft);
}

/** How many unread messages mention a user. */
export function mentionsContract(test: Test): void {
  for (const conversation of [ANN_TO_BOB, ROOM]) {
    const { type } = conversation;
    test(`the unread messages that mention a user count, in type ${type}`, async ({ storage }) => {
      await joinAll(storage, "room", "ann", "bob");
      const own = type === ROOM.type ? ROOM : privateConversation("bob", "ann");
      const count = () => mentioned(storage, "bob", conversation);
      await sendMany(storage, "ann", conversation, 1);
      assertEquals(await count(), 0);
      await mention(storage, ["bob", "bob"], { conversation });
      await mention(storage, ["ann", "cat"], { conversation });
      await mention(storage, ["ann", "bob"], { conversation });
      assertEquals(await count(), 2);
      assertEquals(await mentioned(storage, "ann", conversation), 0);
      await storage.read(own, "bob", 2);
      assertEquals(await count(), 1);
      await storage.read(own, "bob", 4);
      assertEquals(await count(), 0);
      await mention(storage, ["bob"], { conversation });
      await send(storage, "bob", own);
      assertEquals(await count(), 0);
    });
  }

  test("a message that mentions everybody counts for all members but its sender", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "b", "bo");
    await mention(storage, ["*"]);
    await mention(storage, ["bo"]);
    const counts = await Promise.all(
      ["ann", "bob", "b", "bo"].map((userId) => mentioned(storage, userId)),
    );
    assertEquals(counts, [0, 1, 1, 2]);
  });

  test("what was sent before a user joined does not count", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await mention(storage, ["bob"]);
    await storage.leave("room", "bob");
    await joinAll(storage, "room", "bob");
    assertEquals(await mentioned(storage, "bob"), 0);
    await mention(storage, ["bob"]);
    assertEquals(await mentioned(storage, "bob"), 1);
  });

  test("a recalled message mentions nobody", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const sent = [
      await mention(storage, ["bob"]),
      await mention(storage, ["*"]),
      await mention(storage, ["cat", "bob"]),
    ];
    for (const [at, { message }] of sent.entries()) {
      assertEquals(await mentioned(storage, "bob"), 3 - at);
      await storage.change({
        kind: "recalled",
        conversation: ROOM,
        userId: "ann",
        messageId: message.id,
        policy: recallPolicy(60_000),
      });
    }
    assertEquals(await mentioned(storage, "bob"), 0);
  });

  test(
    "a message that is no longer kept mentions nobody",
    async ({ storage }) => {
      await joinAll(storage, "room", "ann", "bob");
      for (let each = 0; each < 3; each++) {
        await mention(storage, [
          "bob",
          "*x",
        ]);
      }
      assertEquals(await mentioned(storage, "bob"), 3);
      await sendMany(storage, "ann", ROOM, 3);
      assertEquals(await mentioned(storage, "bob"), 2);
      await sendMany(storage, "ann", ROOM, 300);
      assertEquals(await mentioned(storage, "bob"), 0);
      await mention(storage, ["bob"]);
      assertEquals(await mentioned(storage, "bob"), 1);
    },
    { historyLimit: 5 },
  );
}
