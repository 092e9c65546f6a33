import { assertEquals } from "@std/assert";
import { defaultSettings } from "../../../src/domain/chatroom_settings.ts";
import {
  chatroomConversation,
  privateConversation,
} from "../../../src/domain/ids.ts";
import {
  SCHEMA_VERSION,
  versionOf,
} from "../../../src/storage/disk/file/schema.ts";
import { openToRead } from "../../../src/storage/disk/file/data_directory.ts";
import { SERVICE } from "../../../src/storage/actor.ts";
import { CREATOR, MEMBER } from "../../../src/domain/rank.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { withDirectory } from "../../helpers/data_directory.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { contents, listOf, send, syncOf } from "../contract_steps.ts";

/*
 * Each file was written by the program whose version it names. In all of them:
 * ann, bob (whose name has a NUL), cat and dan; red, created by ann, with four
 * messages, the second recalled; blue, created by cat, who has left; green,
 * which nobody is in; what ann and bob wrote each other, and what ann wrote to
 * eve, who has never been there.
 */
const FILES = ["version_1.db", "version_2.db"];
const RED = chatroomConversation("red");
const NOW = 1_700_000_060_000;

/** Opens a storage on a file of an older version, which is migrated. */
function withOlder(
  name: string,
  run: (storage: Storage, directory: string) => Promise<void>,
): Promise<void> {
  return withDirectory(async (directory) => {
    const file = new URL(`versions/${name}`, import.meta.url);
    await Deno.copyFile(file, `${directory}/gim.db`);
    using disk = openDisk({ directory, clock: new FakeClock(NOW) });
    await run(disk.storage, directory);
  });
}

for (const name of FILES) {
  Deno.test(`${name}: becomes a file of this version`, () =>
    withOlder(name, (_, directory) => {
      const file = openToRead(directory);
      assertEquals(versionOf(file), SCHEMA_VERSION);
      assertEquals(file.get("PRAGMA integrity_check"), ["ok"]);
      file.close();
      return Promise.resolve();
    }));

  Deno.test(`${name}: everybody finds what they had`, () =>
    withOlder(name, async (storage) => {
      const page = { after: undefined, count: 100 };
      const { items, total } = await storage.members("red", "ann", page);
      assertEquals(items.map(({ id }) => id), ["ann", "bob", "cat", "dan"]);
      assertEquals(items[1]?.name, "Bob\0b");
      assertEquals(total, 4);
      const synced = await syncOf(storage, "ann", RED, { changedAfter: 0 });
      assertEquals(contents(synced.items), ["one", "", "a\0b", "four"]);
      assertEquals(synced.changes.map(({ message }) => message.sequence), [2]);
      assertEquals(synced.readSequence, 2);
      const list = await listOf(storage, "ann");
      assertEquals(list.map(({ target, unread }) => [target, unread]), [
        ["eve", 0],
        ["bob", 1],
        ["red", 2],
      ]);
    }));

  Deno.test(`${name}: a send from before is still known, and others follow it`, () =>
    withOlder(name, async (storage) => {
      const again = { content: "one", requestId: "r1" };
      const { repeated, message } = await send(storage, "ann", RED, again);
      assertEquals([repeated, message.sequence], [true, 1]);
      assertEquals((await send(storage, "bob", RED)).message.sequence, 5);
      const answer = privateConversation("bob", "ann");
      assertEquals((await send(storage, "bob", answer)).message.sequence, 3);
      const page = await storage.history(RED, SERVICE, {
        before: undefined,
        count: 1,
      });
      assertEquals(contents(page.items), ["hello"]);
    }));

  Deno.test(`${name}: chatrooms have the settings of new ones, and a creator who is there`, () =>
    withOlder(name, async (storage) => {
      const { createdAt, ...red } = await storage.chatroom("red");
      assertEquals(createdAt, 1_700_000_004_000);
      assertEquals(red, {
        id: "red",
        creator: "ann",
        memberCount: 4,
        version: 1,
        ...defaultSettings("Red"),
      });
      assertEquals((await storage.chatroom("green")).creator, "");
      const page = { after: undefined, count: 100 };
      const blue = await storage.members("blue", SERVICE, page);
      assertEquals(blue.items.map(({ id, rank }) => [id, rank]), [
        ["bob", CREATOR],
        ["dan", MEMBER],
      ]);
      const { heir } = await storage.leave("blue", "bob");
      assertEquals(heir, "dan");
      const { chatroom } = await storage.join("green", "cat", undefined);
      assertEquals(chatroom.creator, "cat");
    }));
}
