import { assert, assertEquals } from "@std/assert";
import {
  chatroomConversation,
  privateConversation,
} from "../../../src/domain/ids.ts";
import type { MemoryStorage } from "../../../src/storage/memory/memory_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { refusal } from "../../helpers/refusal.ts";
import { MESSAGE_OVERHEAD } from "../../../src/storage/memory/memory_histories.ts";
import {
  LINE_OVERHEAD,
  REMEMBERED_OVERHEAD,
} from "../../../src/storage/memory/request_ids.ts";
import { textBytes } from "../../../src/storage/memory/text_bytes.ts";
import {
  contents,
  joinAll,
  listOf,
  ROOM,
  send,
  sendMany,
  syncOf,
} from "../contract_steps.ts";

const ONE_KIB = { content: "x".repeat(1024) };

async function keptOf(
  storage: MemoryStorage,
  userId: string,
  peer: string,
): Promise<number> {
  const ref = privateConversation(userId, peer);
  return (await syncOf(storage, userId, ref)).items.length;
}

Deno.test("historyLimit: a conversation keeps its newest messages", async () => {
  const storage = createMemory({ historyLimit: 3 });
  await joinAll(storage, "room", "ann");
  await sendMany(storage, "ann", ROOM, 3);
  const { messageBytes } = storage.counts;
  await sendMany(storage, "ann", ROOM, 3);
  const { items } = await syncOf(storage, "ann", ROOM);
  assertEquals(contents(items), ["1", "2", "3"]);
  assertEquals(items.map(({ sequence }) => sequence), [4, 5, 6]);
  assertEquals(storage.counts.messageBytes, messageBytes);
});

Deno.test("storageLimit: each text counts as the bytes that it takes, and a request id twice", async () => {
  const storage = createMemory();
  await joinAll(storage, "room", "ann");
  const costOf = async (draft: Parameters<typeof send>[3]) => {
    const before = storage.counts.messageBytes;
    await send(storage, "ann", ROOM, draft);
    return storage.counts.messageBytes - before;
  };
  const plain = await costOf({ content: "x" });
  const text = (length: number) => textBytes("x".repeat(length));
  assertEquals(plain, MESSAGE_OVERHEAD + text(1) + text("text".length));
  assertEquals(await costOf({ content: "x".repeat(1001) }), plain + 1000);
  assertEquals(await costOf({ content: "é".repeat(1001) }), plain + 1000);
  const wide = plain + 1 + 2 * 1000;
  assertEquals(await costOf({ content: "ж".repeat(1001) }), wide);
  const category = "c".repeat(32);
  assertEquals(await costOf({ content: "x", category }), plain + 28);
  const requestId = "r".repeat(64);
  const key = text(`${ROOM.key} ann ${requestId}`.length);
  assertEquals(
    await costOf({ content: "x", requestId }),
    plain + text(64) + LINE_OVERHEAD + REMEMBERED_OVERHEAD + key,
  );
});

Deno.test("storageLimit: request ids count, and take half of it at most", async () => {
  const storageLimit = 20_000;
  const storage = createMemory({ storageLimit });
  await joinAll(storage, "room", "ann");
  for (let sent = 0; sent < 200; sent++) {
    await send(storage, "ann", ROOM, { requestId: `request ${sent}` });
    assert(storage.counts.messageBytes <= storageLimit);
  }
  const { messages, requestIds } = storage.counts;
  assert(requestIds * REMEMBERED_OVERHEAD <= storageLimit / 2);
  assert(messages > 20 && messages < 60, `${messages} messages`);
});

Deno.test("storageLimit: the coldest conversation's oldest messages go first", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, storageLimit: 30_000 });
  for (const peer of ["cold", "warm", "hot"]) {
    for (let sent = 0; sent < 3; sent++) {
      await send(storage, "ann", privateConversation("ann", peer), ONE_KIB);
    }
    clock.advance(5000);
  }
  const kept = () =>
    Promise.all(
      ["cold", "warm", "hot"].map((peer) => keptOf(storage, "ann", peer)),
    );
  assertEquals(await kept(), [3, 3, 3]);
  const hot = privateConversation("ann", "hot");
  const seen = [];
  while ((await kept())[1] === 3) {
    await send(storage, "ann", hot, ONE_KIB);
    seen.push((await kept())[0]);
    assert((storage.counts.messageBytes ?? 0) <= 30_000);
  }
  assertEquals(new Set(seen), new Set([3, 2, 1, 0]), "one after the other");
  const [listed] = await listOf(storage, "cold");
  assertEquals([listed?.last, listed?.lastSequence], [undefined, 3]);
});

Deno.test("storageLimit: the newest message stays even when it alone is too much", async () => {
  const storage = createMemory({ storageLimit: 1000 });
  await send(storage, "ann", privateConversation("ann", "bob"), ONE_KIB);
  await send(storage, "ann", privateConversation("ann", "cat"), ONE_KIB);
  assertEquals(await keptOf(storage, "ann", "bob"), 0);
  assertEquals(await keptOf(storage, "ann", "cat"), 1);
});

Deno.test("storageLimit: an emptied conversation counts on and says what is missing", async () => {
  const storage = createMemory({ storageLimit: 5000 });
  const cold = privateConversation("ann", "cold");
  await sendMany(storage, "ann", cold, 2);
  for (let sent = 0; sent < 9; sent++) {
    await send(storage, "ann", privateConversation("ann", "hot"), ONE_KIB);
  }
  const page = await syncOf(storage, "ann", cold);
  assertEquals([page.items, page.complete], [[], false]);
  assertEquals([page.firstSequence, page.lastSequence], [3, 2]);
  const { message } = await send(storage, "ann", cold);
  assertEquals(message.sequence, 3);
});

Deno.test("maxUsers: a new user takes the place of the coldest one offline", async () => {
  const clock = new FakeClock();
  const online = new Set(["first"]);
  const isOnline = (userId: string) => online.has(userId);
  const storage = createMemory({ clock, maxUsers: 3, isOnline });
  for (const userId of ["first", "second", "third"]) {
    await storage.enter(userId, undefined);
    clock.advance(2000);
  }
  await storage.touch("second");
  clock.advance(2000);
  await storage.enter("fourth", undefined);
  assertEquals((await refusal(() => storage.user("third"))).code, 404);
  for (const userId of ["first", "second", "fourth"]) {
    assertEquals((await storage.user(userId)).id, userId);
  }
  assertEquals(storage.counts.users, 3);
});

Deno.test("maxUsers: when all are online a new user is a 503", async () => {
  let online = true;
  const storage = createMemory({ maxUsers: 2, isOnline: () => online });
  await storage.enter("ann", undefined);
  await storage.enter("bob", undefined);
  const refused = await refusal(() => storage.enter("cat", undefined));
  assertEquals(refused.code, 503);
  assertEquals((await storage.enter("ann", "Ann")).name, "Ann");
  online = false;
  assertEquals((await storage.enter("cat", undefined)).id, "cat");
});

Deno.test("maxUsers: who is forgotten leaves their chatrooms", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, maxUsers: 2 });
  await joinAll(storage, "room", "ann");
  clock.advance(2000);
  await joinAll(storage, "room", "bob");
  clock.advance(2000);
  await storage.enter("cat", undefined);
  const page = { after: undefined, count: 9 };
  const { items, total } = await storage.members("room", "bob", page);
  assertEquals([items.map(({ id }) => id), total], [["bob"], 1]);
  assertEquals(storage.counts.memberships, 1);
  assertEquals([...await storage.chatroomsOf("ann")], []);
});

Deno.test("maxChatrooms: a new one takes the place of the one empty for longest", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, maxChatrooms: 3 });
  for (const room of ["a", "b", "c"]) await joinAll(storage, room, "ann");
  for (const room of ["b", "a"]) {
    await storage.leave(room, "ann");
    clock.advance(2000);
  }
  await storage.join("d", "ann", undefined);
  const sendTo = (room: string) =>
    refusal(() => send(storage, "ann", chatroomConversation(room)));
  assertEquals((await sendTo("b")).code, 404);
  assertEquals((await sendTo("a")).code, 403);
  assertEquals(storage.counts.chatrooms, 3);
});

Deno.test("maxChatrooms: when none is empty a new one is a 503", async () => {
  const storage = createMemory({ maxChatrooms: 1 });
  await joinAll(storage, "room", "ann");
  const { code } = await refusal(() => storage.join("new", "ann", undefined));
  assertEquals(code, 503);
  await joinAll(storage, "room", "bob");
});

Deno.test("maxMemberships: one more is a 503, whatever the chatroom", async () => {
  const storage = createMemory({ maxMemberships: 2 });
  await joinAll(storage, "room", "ann", "bob");
  await storage.enter("cat", undefined);
  for (const room of ["room", "new"]) {
    const { code } = await refusal(() => storage.join(room, "cat", undefined));
    assertEquals(code, 503);
  }
  assertEquals((await storage.join("room", "ann", undefined)).joined, false);
  await storage.leave("room", "bob");
  assertEquals((await storage.join("new", "cat", undefined)).joined, true);
});

Deno.test("a refused join leaves no trace of a user who was not known", async () => {
  const storage = createMemory({ maxMemberships: 1 });
  await joinAll(storage, "room", "ann");
  await refusal(() => storage.join("room", "bob", undefined));
  assertEquals((await refusal(() => storage.user("bob"))).code, 404);
  assertEquals(storage.counts.users, 1);
});

Deno.test("a refused join forgets nobody to make room", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, maxMemberships: 1, maxUsers: 2 });
  await storage.enter("old", undefined);
  clock.advance(2000);
  await joinAll(storage, "room", "ann");
  await refusal(() => storage.join("room", "bob", undefined));
  assertEquals((await storage.user("old")).id, "old");
});

Deno.test("dataLimit: what applications keep beside users and chatrooms is bounded, and takes no messages with it", async () => {
  const clock = new FakeClock();
  const storage = createMemory({
    clock,
    dataLimit: 9500,
    storageLimit: 5000,
  });
  const data = { a: "x".repeat(1024), b: "y".repeat(1024) };
  const full = "the service holds as much data as it may";
  await joinAll(storage, "room", "ann");
  await send(storage, "ann", ROOM);
  await storage.setProfile("user1", { data });
  await storage.setProfile("user2", { data });
  await storage.configure("room", "ann", { data });
  await storage.setProfile("user3", { data });
  const more = [
    () => storage.setProfile("user4", { data }),
    () => storage.configure("room", "ann", { data: { c: data.a } }),
  ];
  for (const each of more) {
    const { code, message } = await refusal(each);
    assertEquals([code, message], [503, full]);
  }
  assertEquals((await storage.chatroom("room")).data, data);
  const { dataBytes } = storage.counts;
  assert(dataBytes > 8000 && dataBytes <= 9500, String(dataBytes));
  // Something else may be said, and what is there be changed for less.
  await storage.setProfile("user4", { name: "Four" });
  await storage.setProfile("user1", { data: { a: "z".repeat(1024) } });
  await storage.setProfile("user1", { data: { a: null } });
  await storage.setProfile("user4", { data: { a: data.a } });
  assertEquals((await refusal(more[1]!)).code, 503);
  // What goes makes room: a user, whether erased or the coldest, and a chatroom.
  await storage.administration.forget("user2");
  await more[1]!();
  await storage.administration.disband("room");
  await more[0]!();
  const fill = async () => {
    for (let at = 0;; at++) {
      const { data: _, ...user } = await storage.setProfile(`more${at}`, {});
      const set = storage.setProfile(user.id, { data });
      if (await set.then(() => false, () => true)) return at;
    }
  };
  assertEquals(await fill(), 1);
  clock.advance(24 * 3_600_000);
  while (storage.forgetIdle());
  assertEquals(await fill(), 4);
});
