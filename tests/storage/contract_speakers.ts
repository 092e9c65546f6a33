import { assertEquals } from "@std/assert";
import {
  chatroomConversation,
  privateConversation,
} from "../../src/domain/ids.ts";
import { refusal, refusedFor } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import { joinAll, ROOM, send } from "./contract_steps.ts";

const TO_ANN = privateConversation("bob", "ann");

export function speakersContract(test: Test): void {
  test("who may write is a speaker, by their name", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await storage.enter("ann", "Ann");
    const ann = { id: "ann", name: "Ann" };
    assertEquals(await storage.speaker(ROOM, "ann"), ann);
    const nobody = privateConversation("ann", "nobody");
    assertEquals(await storage.speaker(nobody, "ann"), ann);
  });

  test("a speaker is a member, of a chatroom that there is", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const stranger = await refusal(() => storage.speaker(ROOM, "bob"));
    assertEquals([stranger.code, stranger.data], [403, null]);
    const none = chatroomConversation("none");
    const { code } = await refusal(() => storage.speaker(none, "ann"));
    assertEquals(code, 404);
  });

  test("what keeps from sending keeps from speaking, but not slow mode", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const speak = () => storage.speaker(ROOM, "bob");
    await storage.configure("room", "ann", { slowMode: 60_000 });
    await send(storage, "bob", ROOM);
    await speak();
    const about = { userId: "bob", reason: undefined } as const;
    const mute = { kind: "mute", ...about } as const;
    await storage.sanction("room", "ann", { ...mute, until: undefined });
    assertEquals(await refusedFor(speak), [403, { reason: "muted" }]);
    await storage.sanction("room", "ann", { ...mute, until: 0 });
    await speak();
    await storage.configure("room", "ann", { send: "admins" });
    assertEquals(await refusedFor(speak), [403, { reason: "admins_only" }]);
    await storage.speaker(ROOM, "ann");
    const ban = { kind: "ban", ...about, until: undefined } as const;
    await storage.sanction("room", "ann", ban);
    assertEquals(await refusedFor(speak), [403, { reason: "banned" }]);
  });

  test("who is blocked does not speak to the blocker", async ({ storage }) => {
    for (const id of ["ann", "bob"]) await storage.enter(id, undefined);
    await storage.block("ann", "bob", true);
    const speak = () => storage.speaker(TO_ANN, "bob");
    assertEquals(await refusedFor(speak), [403, { reason: "blocked" }]);
    await storage.speaker(privateConversation("ann", "bob"), "ann");
    await storage.block("ann", "bob", false);
    assertEquals((await speak()).id, "bob");
  });
}
