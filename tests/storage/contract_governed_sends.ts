import { assert, assertEquals } from "@std/assert";
import { recallPolicy } from "../../src/domain/change_policy.ts";
import { ADMIN } from "../../src/domain/rank.ts";
import { SERVICE } from "../../src/storage/actor.ts";
import { refusal, refusedFor } from "../helpers/refusal.ts";
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

const NEWEST = { before: undefined, count: 100 };
const policy = recallPolicy(1000);

export function governedSendsContract(test: Test): void {
  sendModesContract(test);
  joinedHistoryContract(test);
  blocksContract(test);
}

function sendModesContract(test: Test): void {
  test("where only admins send, members do not", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.configure("room", "ann", { send: "admins" });
    const call = () => send(storage, "bob", ROOM);
    assertEquals(await refusedFor(call), [403, { reason: "admins_only" }]);
    await send(storage, "ann", ROOM);
    await storage.setRank("room", "ann", { userId: "bob", rank: ADMIN });
    assertEquals((await call()).message.sequence, 2);
  });

  test("slow mode puts time between two messages of a member", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    await storage.configure("room", "ann", { slowMode: 3000 });
    const call = () => send(storage, "bob", ROOM);
    await call();
    await advance(1000);
    const [code, data] = await refusedFor(call);
    assertEquals([code, data?.reason], [429, "slow_mode"]);
    const wait = data?.retry_after ?? 0;
    assert(wait > 1000 && wait <= 2000, `retry_after: ${wait}`);
    await send(storage, "cat", ROOM);
    await advance(2000);
    assertEquals((await call()).message.sequence, 3);
    assertEquals((await refusedFor(call))[0], 429);
  });

  test("slow mode survives leaving, and spares admins", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.configure("room", "ann", { slowMode: 60_000 });
    await sendMany(storage, "ann", ROOM, 3);
    await send(storage, "bob", ROOM);
    await storage.leave("room", "bob");
    await joinAll(storage, "room", "bob");
    assertEquals((await refusedFor(() => send(storage, "bob", ROOM)))[0], 429);
    await storage.setRank("room", "ann", { userId: "bob", rank: ADMIN });
    await send(storage, "bob", ROOM);
  });

  test("a repeated request id is answered in spite of slow mode and of who may send", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.configure("room", "ann", { slowMode: 60_000 });
    const requestId = "r1";
    const { message } = await send(storage, "bob", ROOM, { requestId });
    const again = () => send(storage, "bob", ROOM, { requestId });
    assertEquals((await again()).message.id, message.id);
    await storage.configure("room", "ann", { send: "admins" });
    assertEquals((await again()).repeated, true);
  });

  test("slow mode that is ended holds nobody back", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.configure("room", "ann", { slowMode: 60_000 });
    await send(storage, "bob", ROOM);
    await storage.configure("room", "ann", { slowMode: 0 });
    await sendMany(storage, "bob", ROOM, 2);
  });
}

function joinedHistoryContract(test: Test): void {
  test("where history begins with joining, members see nothing from before", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await storage.configure("room", "ann", { history: "joined" });
    const [first] = await sendMany(storage, "ann", ROOM, 3);
    const { hiddenUpTo } = await storage.join("room", "bob", undefined);
    assertEquals(hiddenUpTo, 3);
    assertEquals((await storage.membership("room", "bob")).hiddenUpTo, 3);
    assertEquals((await storage.membership("room", "ann")).hiddenUpTo, 0);
    const [summary] = await listOf(storage, "bob");
    assertEquals([summary?.last, summary?.lastSequence], [undefined, 3]);
    assertEquals((await storage.history(ROOM, "bob", NEWEST)).items, []);
    const hidden = { before: first?.message.id, count: 5 };
    const before = () => storage.history(ROOM, "bob", hidden);
    assertEquals((await refusal(before)).code, 404);
    const { items, ...page } = await syncOf(storage, "bob", ROOM);
    assertEquals([items, page.hasMore], [[], false]);
    assertEquals([page.complete, page.firstSequence], [true, 4]);
  });

  test("what comes after joining is a member's history", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await storage.configure("room", "ann", { history: "joined" });
    await sendMany(storage, "ann", ROOM, 3);
    await joinAll(storage, "room", "bob");
    const sent = await sendMany(storage, "ann", ROOM, 4);
    const page = await storage.history(ROOM, "bob", { ...NEWEST, count: 3 });
    assertEquals([contents(page.items), page.hasMore], [["2", "3", "4"], true]);
    const older = await storage.history(ROOM, "bob", {
      before: sent[1]?.message.id,
      count: 3,
    });
    assertEquals([contents(older.items), older.hasMore], [["1"], false]);
    const synced = await syncOf(storage, "bob", ROOM, { count: 2 });
    assertEquals(synced.items.map(({ sequence }) => sequence), [4, 5]);
    assertEquals([synced.hasMore, synced.complete, synced.firstSequence], [
      true,
      true,
      4,
    ]);
    const [summary] = await listOf(storage, "bob");
    assertEquals([summary?.last?.content, summary?.unread], ["4", 4]);
    const all = await storage.history(ROOM, SERVICE, NEWEST);
    assertEquals(all.items.length, 7);
  });

  test("changes of what is hidden are hidden, and it cannot be recalled", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.configure("room", "ann", { history: "joined" });
    const { message: own } = await send(storage, "bob", ROOM);
    const { message: other } = await send(storage, "ann", ROOM);
    await storage.leave("room", "bob");
    await joinAll(storage, "room", "bob");
    const { message: seen } = await send(storage, "ann", ROOM);
    const recall = (userId: string, messageId: string) =>
      storage.change({
        kind: "recalled",
        conversation: ROOM,
        userId,
        messageId,
        policy,
      });
    assertEquals((await refusal(() => recall("bob", own.id))).code, 404);
    for (const { id } of [other, seen]) await recall("ann", id);
    const { changes, changedUpTo } = await syncOf(storage, "bob", ROOM, {
      changedAfter: 0,
    });
    assertEquals(changes.map(({ message: { id } }) => id), [seen.id]);
    assertEquals(changedUpTo, 2);
  });

  test(
    "with the history evicted up to after joining, a page is not complete",
    async ({ storage }) => {
      await joinAll(storage, "room", "ann");
      await storage.configure("room", "ann", { history: "joined" });
      await sendMany(storage, "ann", ROOM, 2);
      await joinAll(storage, "room", "bob");
      await sendMany(storage, "ann", ROOM, 3);
      const kept = await syncOf(storage, "bob", ROOM);
      assertEquals([kept.complete, kept.firstSequence], [true, 3]);
      await send(storage, "ann", ROOM);
      const page = await syncOf(storage, "bob", ROOM);
      assertEquals([page.complete, page.firstSequence], [false, 4]);
    },
    { historyLimit: 3 },
  );

  test("all of the history shows when it is opened again", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await storage.configure("room", "ann", { history: "joined" });
    await sendMany(storage, "ann", ROOM, 2);
    await joinAll(storage, "room", "bob");
    await storage.configure("room", "ann", { history: "all" });
    const { items } = await storage.history(ROOM, "bob", NEWEST);
    assertEquals(contents(items), ["1", "2"]);
    assertEquals((await storage.membership("room", "bob")).hiddenUpTo, 0);
  });
}

function blocksContract(test: Test): void {
  test("who is blocked may not write to the blocker, who may to them", async ({ storage }) => {
    for (const id of ["ann", "bob"]) await storage.enter(id, undefined);
    const requestId = "r1";
    await send(storage, "ann", ANN_TO_BOB, { requestId });
    await storage.block("bob", "ann", true);
    const call = () => send(storage, "ann", ANN_TO_BOB);
    assertEquals(await refusedFor(call), [403, { reason: "blocked" }]);
    const again = await send(storage, "ann", ANN_TO_BOB, { requestId });
    assertEquals(again.repeated, true);
    const back = { ...ANN_TO_BOB, target: "ann" };
    await send(storage, "bob", back);
    assertEquals(
      (await storage.history(ANN_TO_BOB, "ann", NEWEST)).items.length,
      2,
    );
    await storage.block("bob", "ann", false);
    await call();
  });

  test("blocked users are listed, the newest first", async ({ storage, advance }) => {
    for (const id of ["ann", "bob", "cat", "dan"]) {
      await storage.enter(id, id.toUpperCase());
    }
    const shown = async () =>
      (await storage.blocks("ann", { after: undefined, count: 10 })).items
        .map(({ id, name }) => [id, name]);
    assertEquals(await shown(), []);
    for (const id of ["cat", "bob", "dan"]) {
      await storage.block("ann", id, true);
      await advance(10);
    }
    await storage.block("ann", "cat", true);
    const expected = [["dan", "DAN"], ["bob", "BOB"], ["cat", "CAT"]];
    assertEquals(await shown(), expected);
    const first = await storage.blocks("ann", { after: undefined, count: 2 });
    assertEquals([first.items.length, first.hasMore], [2, true]);
    const { at: time = 0, id = "" } = first.items.at(-1) ?? {};
    const rest = await storage.blocks("ann", { after: { time, id }, count: 2 });
    assertEquals(rest.items.map((each) => each.id), ["cat"]);
    assertEquals(rest.hasMore, false);
    await storage.block("ann", "bob", false);
    await storage.block("ann", "nobody", false);
    assertEquals(await shown(), [["dan", "DAN"], ["cat", "CAT"]]);
    const nobody = () => storage.block("ann", "nobody", true);
    assertEquals((await refusal(nobody)).code, 404);
  });

  test("1000 users are as many as one may block", async ({ storage }) => {
    const ids = Array.from({ length: 1001 }, (_, at) => `user${at}`);
    for (const id of ["ann", ...ids]) await storage.enter(id, undefined);
    for (const id of ids.slice(0, 1000)) await storage.block("ann", id, true);
    await storage.block("ann", "user0", true);
    const call = () => storage.block("ann", "user1000", true);
    assertEquals(await refusedFor(call), [403, { reason: "full" }]);
    await storage.block("ann", "user1", false);
    await call();
  });
}
