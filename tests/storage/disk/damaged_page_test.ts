import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { privateConversation } from "../../../src/domain/ids.ts";
import { FileFault } from "../../../src/storage/disk/file_fault.ts";
import { damagePages, damageRoot } from "../../helpers/damaged_file.ts";
import { withDirectory } from "../../helpers/data_directory.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { joinAll, listOf, ROOM, send } from "../contract_steps.ts";

const TO_BOB = privateConversation("ann", "bob");
const TO_CAT = privateConversation("ann", "cat");
const TO_EVE = privateConversation("ann", "eve");
const TO_DAN = privateConversation("ann", "dan");
const NEWEST = { before: undefined, count: 20 };

Deno.test("a damaged page fails what touches it, and nothing else", () =>
  withDirectory(async (directory) => {
    {
      using disk = openDisk({ directory });
      await joinAll(disk.storage, "room", "ann", "bob");
      // The pages of a conversation have a neighbour's messages at their ends.
      for (const ref of [ROOM, TO_EVE, TO_BOB, TO_DAN, TO_CAT]) {
        const words = ref === TO_BOB ? "the words to find" : "other words";
        for (let count = 0; count < 20; count++) {
          await send(disk.storage, "ann", ref, { content: words.repeat(50) });
        }
      }
    }
    assert(damagePages(`${directory}/gim.db`, "the words to find") > 1);
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

const EVENTS = { backlog: 10, records: true, sequence: true };

/** Sends messages with these contents, whose events wait then. */
async function record(directory: string, contents: string[]): Promise<void> {
  using disk = openDisk({ directory, events: EVENTS });
  for (const content of contents) {
    await send(disk.storage, "ann", TO_BOB, { content });
  }
}

/** What the back end is told, and how often it had to be asked. */
async function toldOf(directory: string): Promise<[string[], number]> {
  using disk = openDisk({ directory, events: EVENTS });
  for (let asked = 1; asked < 10; asked++) {
    const due = await disk.outbox.take(10).catch(() => undefined);
    const told = due?.events.map(({ data }) =>
      (data as { message: { content: string } }).message.content.trim()
    );
    if (told !== undefined) return [told, asked];
  }
  return [[], Infinity];
}

Deno.test("a damaged event is passed over, and those behind it are told", () =>
  withDirectory(async (directory) => {
    const spaces = " ".repeat(3000);
    await record(directory, ["a", "b", "c"].map((each) => each + spaces));
    {
      using file = new DatabaseSync(`${directory}/gim.db`);
      file.exec(
        "UPDATE events SET data = substr(data, 1, 99) WHERE number = 1",
      );
    }
    assertEquals(await toldOf(directory), [["b", "c"], 2]);
    assertEquals(damagePages(`${directory}/gim.db`, '"content":"b '), 1);
    assertEquals(await toldOf(directory), [["c"], 3]);
  }));

Deno.test("damage among the events fails what records one, and nothing else", () =>
  withDirectory(async (directory) => {
    {
      using disk = openDisk({ directory });
      await send(disk.storage, "ann", TO_BOB, { content: "before" });
    }
    for (const name of ["events", "events_by_due"]) {
      damageRoot(`${directory}/gim.db`, name);
    }
    {
      using disk = openDisk({ directory });
      await send(disk.storage, "ann", TO_BOB, { content: "not told" });
    }
    using disk = openDisk({ directory, events: EVENTS });
    const { storage } = disk;
    const refused = assertRejects(
      () => send(storage, "ann", TO_BOB, { content: "told" }),
      FileFault,
    );
    await Promise.all([refused, storage.read(TO_BOB, "bob", 2)]);
    const { items } = await storage.history(TO_BOB, "ann", NEWEST);
    assertEquals(items.map(({ content }) => content), ["before", "not told"]);
  }));
