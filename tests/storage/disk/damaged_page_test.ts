import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { privateConversation } from "../../../src/domain/ids.ts";
import { FileFault } from "../../../src/storage/disk/file_fault.ts";
import { withDirectory } from "../../helpers/data_directory.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { joinAll, listOf, ROOM, send } from "../contract_steps.ts";

const PAGE_SIZE = 4096;
const TO_BOB = privateConversation("ann", "bob");
const TO_CAT = privateConversation("ann", "cat");
const TO_DAN = privateConversation("ann", "dan");
const NEWEST = { before: undefined, count: 20 };

/** The first byte of a page that holds rows and nothing else. */
const ROWS = 10;

/** Fills each page of rows that has these words with what makes no sense. */
function damage(path: string, words: string): number {
  const file = Deno.readFileSync(path);
  let damaged = 0;
  for (let at = 0; at < file.length; at += PAGE_SIZE) {
    const page = file.subarray(at, at + PAGE_SIZE);
    if (page[0] !== ROWS) continue;
    if (!new TextDecoder("latin1").decode(page).includes(words)) continue;
    page.fill(0xee);
    damaged++;
  }
  Deno.writeFileSync(path, file);
  return damaged;
}

Deno.test("a damaged page fails what touches it, and nothing else", () =>
  withDirectory(async (directory) => {
    {
      using disk = openDisk({ directory });
      await joinAll(disk.storage, "room", "ann", "bob");
      // One after the other, so that each has pages of its own.
      for (const ref of [ROOM, TO_BOB, TO_DAN, TO_CAT]) {
        const words = ref === TO_BOB ? "the words to find" : "other words";
        for (let count = 0; count < 20; count++) {
          await send(disk.storage, "ann", ref, { content: words.repeat(50) });
        }
      }
    }
    assert(damage(`${directory}/gim.db`, "the words to find") > 1);
    using disk = openDisk({ directory });
    const { storage } = disk;
    const touched = [
      () => storage.history(TO_BOB, "ann", NEWEST),
      () => send(storage, "ann", TO_BOB),
    ];
    await Promise.all([
      ...touched.map((call) => assertRejects(call, FileFault)),
      send(storage, "ann", TO_CAT, { content: "goes on" }),
      send(storage, "ann", ROOM),
      storage.history(TO_CAT, "ann", NEWEST),
      storage.enter("new", "New"),
      listOf(storage, "cat"),
    ]);
    const { items } = await storage.history(TO_CAT, "cat", NEWEST);
    assertEquals(items.at(-1)?.content, "goes on");
    assertEquals(items.at(-1)?.sequence, 21);
  }));

Deno.test("a page of messages with a hole is refused, not answered as if it were whole", () =>
  withDirectory(async (directory) => {
    {
      using disk = openDisk({ directory });
      await joinAll(disk.storage, "room", "ann", "bob");
      for (let count = 0; count < 20; count++) {
        await send(disk.storage, "ann", TO_BOB);
        await send(disk.storage, "ann", TO_CAT);
      }
    }
    {
      using file = new DatabaseSync(`${directory}/gim.db`);
      // As an index does that leads past some rows.
      file.exec(`DELETE FROM messages WHERE sequence BETWEEN 8 AND 12
        AND conversation = (SELECT number FROM conversations
          WHERE key = '${TO_BOB.key}')`);
    }
    using disk = openDisk({ directory });
    const { storage } = disk;
    const from = (after: number, count: number) =>
      storage.sync(TO_BOB, "ann", { after, count, changedAfter: undefined });
    await assertRejects(() => from(0, 20), FileFault);
    await assertRejects(() => from(7, 20), FileFault);
    await assertRejects(
      () => storage.history(TO_BOB, "ann", NEWEST),
      FileFault,
    );
    // What does not touch the hole is answered.
    assertEquals((await from(0, 7)).items.length, 7);
    assertEquals((await from(12, 20)).items.length, 8);
    assertEquals((await from(20, 20)).items.length, 0);
    const whole = await storage.history(TO_CAT, "ann", NEWEST);
    assertEquals(whole.items.length, 20);
  }));
