import { assertEquals } from "@std/assert";
import { Erasure } from "../../src/chat/erasure.ts";
import { UserExport } from "../../src/chat/user_export.ts";
import { chatroomConversation } from "../../src/domain/ids.ts";
import { OneNode } from "../../src/nodes/nodes.ts";
import { Views } from "../../src/protocol/views.ts";
import type { ChangedNews } from "../../src/push/news.ts";
import { OutOfReach } from "../../src/storage/shared/out_of_reach.ts";
import { refusal } from "../helpers/refusal.ts";
import { RulesBench } from "../helpers/rules.ts";
import { EMPTY_ROOM } from "../storage/contract_steps.ts";

/** Ann, who is in these chatrooms, and what erases her. */
async function annIsIn(
  rooms: readonly string[],
  forgetEvents = () => Promise.resolve(),
) {
  const bench = new RulesBench();
  const { storage, administration, chatrooms } = bench;
  await storage.enter("ann", undefined);
  for (const id of rooms) await chatrooms.join(bench.http("ann"), { id });
  const erasure = new Erasure({
    storage,
    administration,
    nodes: new OneNode(bench.presence),
    chatrooms,
    users: bench.users,
    news: { changed: () => {} },
    forgetEvents,
    clock: bench.clock,
  });
  return { ...bench, storage, erase: () => erasure.erase("ann", false) };
}

Deno.test("an outage in the middle of an erasure ends it with 503, and it can be asked for again", async () => {
  const rooms = ["one", "two", "three"];
  const { storage, erase } = await annIsIn(rooms);
  const { leave } = storage;
  storage.leave = (id, userId) =>
    id === "two" ? Promise.reject(new OutOfReach()) : leave(id, userId);
  assertEquals((await refusal(erase)).code, 503);
  assertEquals((await storage.user("ann")).id, "ann");
  storage.leave = leave;
  await erase();
  for (const id of rooms) {
    assertEquals((await storage.chatroom(id)).memberCount, 0);
  }
  assertEquals((await refusal(erase)).code, 404);
});

Deno.test("an outage while a user's events are forgotten leaves the user there to be erased again", async () => {
  let isOut = true;
  const { storage, erase } = await annIsIn(["one"], () => {
    return isOut ? Promise.reject(new OutOfReach()) : Promise.resolve();
  });
  assertEquals((await refusal(erase)).code, 503);
  isOut = false;
  await erase();
  assertEquals((await refusal(() => storage.user("ann"))).code, 404);
});

Deno.test("a chatroom that goes while its member is erased is no fault", async () => {
  const { storage, administration, erase } = await annIsIn(["one", "two"]);
  const { leave } = storage;
  storage.leave = async (id, userId) => {
    if (id === "one") await administration.disband(id);
    return await leave(id, userId);
  };
  await erase();
  assertEquals((await storage.chatroom("two")).memberCount, 0);
});

/** Turns that the work of a test waits for, at least. */
const TURNS = 10;

/** The rules, many chatrooms, and what erases and exports. */
async function create() {
  const bench = new RulesBench();
  const { storage, administration, clock, presence, chatrooms } = bench;
  const ids = Array.from({ length: 16 * TURNS }, (_, at) => `r${at}`);
  for (const id of ids) await administration.create(id, EMPTY_ROOM);
  const changed: ChangedNews[] = [];
  const nodes = new OneNode(presence);
  const erasure = new Erasure({
    storage,
    administration,
    nodes,
    chatrooms,
    users: bench.users,
    news: { changed: (news) => void changed.push(news) },
    forgetEvents: undefined,
    clock,
  });
  const exports = new UserExport({
    storage,
    administration,
    views: new Views({ sequence: true }),
    now: clock.now,
    clock,
  });
  return { bench, erasure, exports, changed };
}

/** How many turns pass until it has settled. */
async function turnsOf(
  { clock }: RulesBench,
  settled: Promise<unknown>,
): Promise<number> {
  let isOver = false;
  settled.finally(() => void (isOver = true));
  for (let turns = 0;; turns++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (isOver) return turns;
    clock.turn();
  }
}

Deno.test("who is erased, or exported, holds nobody up however much is gone through", async () => {
  const { bench, erasure, exports } = await create();
  await bench.connect("bob");
  const lines = async () => {
    for await (const _ of await exports.lines("bob"));
  };
  assertEquals(await turnsOf(bench, lines()) >= TURNS, true);
  const erased = erasure.erase("bob", true);
  assertEquals(await turnsOf(bench, erased) >= TURNS, true);
});

Deno.test("that the reactions of who is erased are taken back is told", async () => {
  const { bench, erasure, changed } = await create();
  const { storage } = bench;
  await bench.connect("bob");
  for (const id of ["ann", "bob"]) await storage.join("r0", id, undefined);
  const conversation = chatroomConversation("r0");
  const { message: { id: messageId } } = await storage.append({
    conversation,
    senderId: "ann",
    category: "text",
    content: "hello",
    requestId: undefined,
  });
  const about = { kind: "reacted", conversation, messageId } as const;
  await storage.change({ ...about, userId: "bob", reaction: "+1", on: true });
  await bench.clock.turnUntil(erasure.erase("bob", false));
  const told = changed.map(({ conversation: { target }, change }) => [
    target,
    change.number,
    change.reacted,
  ]);
  const reacted = { userId: "bob", reaction: "+1", on: false };
  assertEquals(told, [["r0", 2, reacted]]);
});

Deno.test("who asks over HTTP after their erasure is a new user", async () => {
  const { users, auth, storage, erase } = await annIsIn([]);
  const { token } = await auth.issue("ann");
  await users.authenticate(token);
  await erase();
  await users.authenticate(token);
  assertEquals((await storage.user("ann")).id, "ann");
});
