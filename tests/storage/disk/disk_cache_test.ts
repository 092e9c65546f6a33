import { assert, assertEquals } from "@std/assert";
import { recallPolicy } from "../../../src/domain/change_policy.ts";
import {
  type ConversationRef,
  privateConversation,
} from "../../../src/domain/ids.ts";
import { CACHED_EACH } from "../../../src/storage/disk/cache/cached_conversation.ts";
import { SERVICE } from "../../../src/storage/actor.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import {
  clearAll,
  type OpenDisk,
  openDisk,
} from "../../helpers/disk_storage.ts";
import { refusal } from "../../helpers/refusal.ts";
import {
  ANN_TO_BOB,
  contents,
  joinAll,
  ROOM,
  send,
  sendMany,
  syncOf,
} from "../contract_steps.ts";

/** How often the file is asked for a page while something is done. */
async function asksOf(
  { cache }: OpenDisk,
  what: () => Promise<unknown>,
): Promise<number> {
  const before = cache.pages.file;
  await what();
  return cache.pages.file - before;
}

function newest(
  storage: Storage,
  userId: string,
  conversation: ConversationRef,
  { before, count = 5 }: { before?: string; count?: number } = {},
) {
  return storage.history(conversation, userId, { before, count });
}

Deno.test("who was let read once reads the newest messages in memory", async () => {
  using disk = openDisk();
  const { storage } = disk;
  await sendMany(storage, "ann", ANN_TO_BOB, 20);
  await newest(storage, "bob", ANN_TO_BOB);
  const asked = await asksOf(disk, async () => {
    const page = await newest(storage, "bob", ANN_TO_BOB);
    assertEquals(contents(page.items), ["16", "17", "18", "19", "20"]);
    assertEquals(page.hasMore, true);
    const before = page.items[0]!.id;
    const older = await newest(storage, "bob", ANN_TO_BOB, { before });
    assertEquals(contents(older.items), ["11", "12", "13", "14", "15"]);
    const missed = await syncOf(storage, "bob", ANN_TO_BOB, { after: 18 });
    assertEquals(contents(missed.items), ["19", "20"]);
    const none = await syncOf(storage, "bob", ANN_TO_BOB, { after: 20 });
    assertEquals([none.items, none.complete], [[], true]);
  });
  assertEquals(asked, 0);
});

Deno.test("what settles shows in memory as well: messages, marks, recalls", async () => {
  using disk = openDisk();
  const { storage } = disk;
  await sendMany(storage, "ann", ANN_TO_BOB, 3);
  for (const user of ["ann", "bob"]) await syncOf(storage, user, ANN_TO_BOB);
  const asked = await asksOf(disk, async () => {
    const { message } = await send(storage, "ann", ANN_TO_BOB);
    await storage.read(ANN_TO_BOB, "bob", 3);
    await storage.change({
      kind: "recalled",
      conversation: ANN_TO_BOB,
      userId: "ann",
      messageId: message.id,
      policy: recallPolicy(60_000),
    });
    const bobs = await syncOf(storage, "bob", ANN_TO_BOB);
    assertEquals(contents(bobs.items), ["1", "2", "3", ""]);
    assertEquals([bobs.readSequence, bobs.peerReadSequence], [3, 0]);
    assertEquals([bobs.changedUpTo, bobs.lastSequence], [1, 4]);
    const anns = await syncOf(storage, "ann", ANN_TO_BOB);
    assertEquals([anns.readSequence, anns.peerReadSequence], [0, 3]);
  });
  assertEquals(asked, 0);
  const changed = await syncOf(storage, "bob", ANN_TO_BOB, { changedAfter: 0 });
  assertEquals(changed.changes.length, 1, "the file knows what changed");
});

Deno.test("older messages than those held are read from the file", async () => {
  using disk = openDisk();
  const { storage } = disk;
  const sent = await sendMany(storage, "ann", ANN_TO_BOB, CACHED_EACH + 20);
  await newest(storage, "bob", ANN_TO_BOB);
  const before = sent[20]!.message.id;
  const asked = await asksOf(disk, async () => {
    const page = await newest(storage, "bob", ANN_TO_BOB, { before });
    assertEquals(contents(page.items), ["16", "17", "18", "19", "20"]);
  });
  assertEquals(asked, 1);
  const all = await syncOf(storage, "bob", ANN_TO_BOB, { count: 1000 });
  assertEquals(all.items.length, CACHED_EACH + 20);
});

Deno.test("who has left a chatroom is not shown what is held of it", async () => {
  using disk = openDisk();
  const { storage } = disk;
  await joinAll(storage, "room", "ann", "bob");
  await sendMany(storage, "ann", ROOM, 3);
  for (const user of ["ann", "bob"]) await newest(storage, user, ROOM);
  await storage.leave("room", "bob");
  assertEquals((await refusal(() => newest(storage, "bob", ROOM))).code, 403);
  assertEquals((await refusal(() => syncOf(storage, "bob", ROOM))).code, 403);
  assertEquals(await asksOf(disk, () => newest(storage, "ann", ROOM)), 0);
  await storage.join("room", "bob", undefined);
  const page = await newest(storage, "bob", ROOM);
  assertEquals(contents(page.items), ["1", "2", "3"]);
});

Deno.test("what is removed in the file is not shown from memory", async () => {
  using disk = openDisk({ historyAge: 1000 });
  const { storage, writes, clock } = disk;
  await joinAll(storage, "room", "ann", "bob");
  await sendMany(storage, "ann", ROOM, 2);
  await clock.advance(900);
  await send(storage, "ann", ROOM, { content: "3" });
  await newest(storage, "bob", ROOM);
  await clock.advance(200);
  await clearAll(disk);
  const page = await newest(storage, "bob", ROOM);
  assertEquals(contents(page.items), ["3"]);
  const later = Number.MAX_SAFE_INTEGER;
  await writes.call("forgetUsers", ["ann", "bob"], later, 5);
  assertEquals((await refusal(() => newest(storage, "bob", ROOM))).code, 403);
  await writes.call("forgetChatrooms", later, 5);
  assertEquals((await refusal(() => newest(storage, "bob", ROOM))).code, 404);
});

Deno.test("a conversation that made room for another begins anew", async () => {
  using disk = openDisk({ quotas: { maxUnanswered: 1 } });
  const { storage } = disk;
  await sendMany(storage, "ann", ANN_TO_BOB, 3);
  await newest(storage, "bob", ANN_TO_BOB);
  await send(storage, "ann", privateConversation("ann", "cat"));
  assertEquals((await newest(storage, "bob", ANN_TO_BOB)).items, []);
  await send(storage, "bob", ANN_TO_BOB, { content: "anew" });
  const page = await newest(storage, "ann", ANN_TO_BOB);
  assertEquals(contents(page.items), ["anew"]);
});

Deno.test("over the limit the coldest conversations go from memory", async () => {
  using disk = openDisk({ storageLimit: 20_000 });
  const { storage, cache } = disk;
  const refs = Array.from(
    { length: 40 },
    (_, at) => privateConversation("ann", `user${at}`),
  );
  for (const ref of refs) {
    await sendMany(storage, "ann", ref, 3);
    await newest(storage, "ann", ref);
    await newest(storage, "ann", refs[0]!);
    assert(cache.bytes <= 20_000);
  }
  assert(cache.size > 2 && cache.size < refs.length);
  const asks = (ref: ConversationRef) =>
    asksOf(disk, () => newest(storage, "ann", ref));
  assertEquals(await asks(refs[0]!), 0, "it was in use");
  assertEquals(await asks(refs.at(-1)!), 0);
  assertEquals(await asks(refs[1]!), 1);
});

Deno.test("of a conversation that alone is over the limit the newest stay", async () => {
  using disk = openDisk({ storageLimit: 10_000 });
  const { storage, cache } = disk;
  await sendMany(storage, "ann", ANN_TO_BOB, 100);
  await newest(storage, "ann", ANN_TO_BOB);
  assert(cache.bytes <= 10_000);
  assertEquals(await asksOf(disk, () => newest(storage, "ann", ANN_TO_BOB)), 0);
});

Deno.test("a start holds nothing, however much there is", async () => {
  const directory = await Deno.makeTempDir({ prefix: "gim-" });
  {
    using disk = openDisk({ directory });
    await sendMany(disk.storage, "ann", ANN_TO_BOB, 50);
  }
  {
    using disk = openDisk({ directory });
    assertEquals([disk.cache.size, disk.cache.bytes], [0, 0]);
    const page = await newest(disk.storage, "bob", ANN_TO_BOB);
    assertEquals(contents(page.items), ["46", "47", "48", "49", "50"]);
    await send(disk.storage, "bob", ANN_TO_BOB, { content: "51" });
    const asked = await asksOf(disk, async () => {
      const { items } = await newest(disk.storage, "bob", ANN_TO_BOB);
      assertEquals(contents(items), ["47", "48", "49", "50", "51"]);
    });
    assertEquals(asked, 0);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("a page that was read before a leave lets nobody in after it", async () => {
  let late = 0;
  using disk = openDisk({ late: () => late });
  const { storage } = disk;
  await joinAll(storage, "room", "ann", "bob");
  await sendMany(storage, "ann", ROOM, 3);
  late = 20;
  const reading = newest(storage, "bob", ROOM);
  await storage.leave("room", "bob");
  await reading;
  assertEquals((await refusal(() => newest(storage, "bob", ROOM))).code, 403);
});

Deno.test("the service reads what is held, and lets nobody else read", async () => {
  using disk = openDisk();
  const { storage } = disk;
  await joinAll(storage, "room", "ann");
  await sendMany(storage, "ann", ROOM, 3);
  const query = { before: undefined, count: 2 };
  await storage.history(ROOM, SERVICE, query);
  const asked = await asksOf(disk, async () => {
    const { items } = await storage.history(ROOM, SERVICE, query);
    assertEquals(contents(items), ["2", "3"]);
  });
  assertEquals(asked, 0);
  assertEquals((await refusal(() => newest(storage, "bob", ROOM))).code, 403);
});
