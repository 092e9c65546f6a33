import { assertEquals } from "@std/assert";
import { editPolicy, recallPolicy } from "../../src/domain/change_policy.ts";
import { refOf } from "../../src/domain/ids.ts";
import type { Message } from "../../src/domain/model.ts";
import { ADMIN } from "../../src/domain/rank.ts";
import type { SanctionChange } from "../../src/domain/sanction.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { refusedFor } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import { ANN_TO_BOB, joinAll, ROOM, send, sendMany } from "./contract_steps.ts";

function edit(
  storage: Storage,
  userId: string,
  { id, conversation }: Message,
) {
  const about = { conversation: refOf(conversation, userId), userId };
  const policy = editPolicy(900_000);
  const after = { content: "edited", data: undefined };
  const messageId = id;
  return storage.change({
    kind: "edited",
    ...about,
    messageId,
    policy,
    ...after,
  });
}

function react(
  storage: Storage,
  userId: string,
  { id: messageId, conversation }: Message,
) {
  const about = { conversation: refOf(conversation, userId), userId };
  return storage.change({
    kind: "reacted",
    ...about,
    messageId,
    reaction: "+1",
    on: true,
  });
}

/** Edits and reactions in governed chatrooms. */
export function governedChangesContract(test: Test): void {
  test("who is muted neither edits nor reacts", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { message } = await send(storage, "bob", ROOM);
    const until = undefined;
    const mute: SanctionChange = {
      kind: "mute",
      userId: "bob",
      until,
      reason: undefined,
    };
    await storage.sanction("room", "ann", mute);
    for (const call of [edit, react]) {
      const refused = await refusedFor(() => call(storage, "bob", message));
      assertEquals(refused, [403, { reason: "muted" }]);
    }
    await storage.sanction("room", "ann", { ...mute, until: 0 });
    await edit(storage, "bob", message);
    await react(storage, "bob", message);
  });

  test("who is blocked neither edits nor reacts where the blocker is told, and recalls", async ({ storage }) => {
    for (const id of ["ann", "bob"]) await storage.enter(id, undefined);
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    await storage.block("bob", "ann", true);
    for (const call of [edit, react]) {
      const refused = await refusedFor(() => call(storage, "ann", message));
      assertEquals(refused, [403, { reason: "blocked" }]);
    }
    await react(storage, "bob", message);
    await storage.block("bob", "ann", false);
    await edit(storage, "ann", message);
    await react(storage, "ann", message);
    await storage.block("bob", "ann", true);
    const { message: recalled } = await storage.change({
      kind: "recalled",
      conversation: ANN_TO_BOB,
      userId: "ann",
      messageId: message.id,
      policy: recallPolicy(900_000),
    });
    assertEquals(recalled.content, "");
  });

  test("where only admins send, only they edit, and everybody reacts", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { message } = await send(storage, "bob", ROOM);
    await storage.configure("room", "ann", {
      send: "admins",
      slowMode: 60_000,
    });
    const refused = await refusedFor(() => edit(storage, "bob", message));
    assertEquals(refused, [403, { reason: "admins_only" }]);
    await react(storage, "bob", message);
    await storage.setRank("room", "ann", { userId: "bob", rank: ADMIN });
    await edit(storage, "bob", message);
  });

  test("in slow mode an edit is no message", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.configure("room", "ann", { slowMode: 60_000 });
    const { message } = await send(storage, "bob", ROOM);
    for (let each = 0; each < 3; each++) await edit(storage, "bob", message);
  });

  test("where history begins with joining, what was before is neither edited nor reacted to", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.configure("room", "ann", { history: "joined" });
    const [first] = await sendMany(storage, "bob", ROOM, 1);
    const { message } = first!;
    assertEquals((await react(storage, "ann", message)).change?.isBrief, true);
    await storage.leave("room", "bob");
    await joinAll(storage, "room", "bob");
    const about = { conversation: ROOM, userId: "bob", messageId: message.id };
    const calls = [
      () => edit(storage, "bob", message),
      () => react(storage, "bob", message),
      () =>
        storage.reactors({
          ...about,
          reaction: "+1",
          after: undefined,
          count: 9,
        }),
    ];
    for (const call of calls) assertEquals((await refusedFor(call))[0], 404);
    await storage.configure("room", "ann", { history: "all" });
    const { change } = await react(storage, "bob", message);
    assertEquals([change?.number, change?.isBrief], [2, undefined]);
  });

  test("an admin may mention everybody, and send with a high priority", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.setRank("room", "ann", { userId: "bob", rank: ADMIN });
    await send(storage, "bob", ROOM, { extras: { mentions: ["*"] } });
    await send(storage, "bob", ROOM, { extras: { priority: "high" } });
  });
}
