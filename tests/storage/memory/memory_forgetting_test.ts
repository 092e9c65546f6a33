import { assertEquals } from "@std/assert";
import {
  chatroomConversation,
  privateConversation,
} from "../../../src/domain/ids.ts";
import type { Heir } from "../../../src/storage/governance.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { refusal } from "../../helpers/refusal.ts";
import { joinAll, listOf, send, syncOf } from "../contract_steps.ts";

const IDLE = 60_000;

Deno.test("maxPrivates: a new conversation takes the place of the coldest", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, maxPrivates: 2 });
  for (const peer of ["bob", "cat", "bob", "dan"]) {
    await send(storage, "ann", privateConversation("ann", peer));
    clock.advance(2000);
  }
  const peers = (await listOf(storage, "ann")).map(({ target }) => target);
  assertEquals(peers, ["dan", "bob"]);
  assertEquals(await listOf(storage, "cat"), []);
  assertEquals(storage.counts.privates, 2);
  assertEquals(storage.counts.usersWithConversations, 3);
});

Deno.test("maxRequestIds: the oldest is forgotten and counts as new", async () => {
  const storage = createMemory({ maxRequestIds: 2 });
  const ref = privateConversation("ann", "bob");
  const again = async (requestId: string) =>
    (await send(storage, "ann", ref, { requestId })).repeated;
  for (const id of ["a", "b", "c"]) assertEquals(await again(id), false);
  assertEquals(storage.counts.requestIds, 2);
  assertEquals([await again("c"), await again("b")], [true, true]);
  assertEquals(await again("a"), false);
});

Deno.test("requestIdAge: what is too old is not held any longer", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, requestIdAge: 1000 });
  const ref = privateConversation("ann", "bob");
  for (const requestId of ["a", "b"]) {
    await send(storage, "ann", ref, { requestId });
  }
  clock.advance(1001);
  storage.forgetIdle();
  assertEquals(storage.counts.requestIds, 0);
});

Deno.test("idleExpiry: an offline user whom nobody touched is forgotten", async () => {
  const clock = new FakeClock();
  const isOnline = (userId: string) => userId === "online";
  const storage = createMemory({ clock, idleExpiry: IDLE, isOnline });
  for (const userId of ["idle", "online", "touched"]) {
    await storage.enter(userId, undefined);
  }
  clock.advance(IDLE - 1000);
  await storage.touch("touched");
  clock.advance(1001);
  storage.forgetIdle();
  assertEquals((await refusal(() => storage.user("idle"))).code, 404);
  assertEquals((await storage.user("online")).id, "online");
  assertEquals((await storage.user("touched")).id, "touched");
});

Deno.test("idleExpiry: who is online is not forgotten soon after going", async () => {
  const clock = new FakeClock();
  let online = true;
  const isOnline = () => online;
  const storage = createMemory({ clock, idleExpiry: IDLE, isOnline });
  await storage.enter("ann", undefined);
  clock.advance(IDLE * 10);
  storage.forgetIdle();
  online = false;
  await storage.touch("ann");
  clock.advance(IDLE - 1);
  storage.forgetIdle();
  assertEquals((await storage.user("ann")).id, "ann");
  clock.advance(2);
  storage.forgetIdle();
  assertEquals(storage.counts.users, 0);
});

Deno.test("idleExpiry: an empty chatroom is forgotten with its messages", async () => {
  const clock = new FakeClock();
  const isOnline = () => true;
  const storage = createMemory({ clock, idleExpiry: IDLE, isOnline });
  const room = chatroomConversation("room");
  await joinAll(storage, "room", "ann");
  await send(storage, "ann", room);
  clock.advance(IDLE * 2);
  storage.forgetIdle();
  assertEquals(storage.counts.chatrooms, 1, "it is not empty");
  await storage.leave("room", "ann");
  clock.advance(IDLE - 1);
  storage.forgetIdle();
  assertEquals(storage.counts.chatrooms, 1, "not for long enough");
  clock.advance(1);
  storage.forgetIdle();
  assertEquals([storage.counts.chatrooms, storage.counts.messageBytes], [0, 0]);
  const { chatroom } = await storage.join("room", "bob", undefined);
  assertEquals(chatroom.creator, "bob");
  assertEquals((await syncOf(storage, "bob", room)).lastSequence, 0);
});

Deno.test("idleExpiry: a chatroom that is joined again in time stays", async () => {
  const clock = new FakeClock();
  const isOnline = () => true;
  const storage = createMemory({ clock, idleExpiry: IDLE, isOnline });
  await joinAll(storage, "room", "ann");
  await storage.leave("room", "ann");
  clock.advance(IDLE / 2);
  await joinAll(storage, "room", "ann");
  await storage.leave("room", "ann");
  clock.advance(IDLE / 2 + 1);
  storage.forgetIdle();
  assertEquals(storage.counts.chatrooms, 1);
});

Deno.test("a private conversation lives while one of its users is known", async () => {
  const clock = new FakeClock();
  const online = new Set(["bob"]);
  const isOnline = (userId: string) => online.has(userId);
  const storage = createMemory({ clock, idleExpiry: IDLE, isOnline });
  const toBob = privateConversation("ann", "bob");
  await storage.enter("bob", undefined);
  await send(storage, "ann", toBob);
  clock.advance(IDLE + 1);
  storage.forgetIdle();
  assertEquals((await refusal(() => storage.user("ann"))).code, 404);
  assertEquals((await listOf(storage, "bob"))[0]?.lastSequence, 1);
  await storage.enter("ann", undefined);
  assertEquals((await syncOf(storage, "ann", toBob)).items.length, 1);
  online.clear();
  for (let look = 0; look < 2; look++) {
    clock.advance(IDLE + 1);
    storage.forgetIdle();
  }
  const left = Object.values(storage.counts);
  assertEquals(left, left.map(() => 0));
});

Deno.test("a private conversation with somebody who never came goes with its sender", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, idleExpiry: IDLE });
  await send(storage, "ann", privateConversation("ann", "nobody"));
  clock.advance(IDLE + 1);
  storage.forgetIdle();
  assertEquals(storage.counts.privates, 0);
  assertEquals(storage.counts.usersWithConversations, 0);
  assertEquals(storage.counts.messageBytes, 0);
});

Deno.test("idleExpiry: who takes the place of a forgotten creator is told of", async () => {
  const clock = new FakeClock();
  const heirs: Heir[] = [];
  const storage = createMemory({
    clock,
    idleExpiry: IDLE,
    isOnline: (userId) => userId !== "ann",
    onHeir: (heir) => heirs.push(heir),
  });
  await joinAll(storage, "room", "ann", "bob");
  clock.advance(IDLE + 1);
  storage.forgetIdle();
  assertEquals(heirs, [{ chatroomId: "room", userId: "bob" }]);
});
