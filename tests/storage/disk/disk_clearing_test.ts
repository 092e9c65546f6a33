import { assertEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import {
  DiskClearing,
  type DiskClearingOptions,
} from "../../../src/storage/disk/writer/disk_clearing.ts";
import { type OpenDisk, openDisk, rowsOf } from "../../helpers/disk_storage.ts";
import { send } from "../contract_steps.ts";

const USERS = Array.from({ length: 120 }, (_, at) => `user-${at}`);
/** Milliseconds in which each machine clears what they have written. */
const ENOUGH = 60_000;

/** Has each of them write to ann. */
async function writeAll({ storage }: OpenDisk): Promise<void> {
  const sends = USERS.map((id) =>
    send(storage, id, privateConversation(id, "ann"))
  );
  await Promise.all(sends);
}

/** The statements by which a step shrinks a file with so many unused pages. */
function shrunk(unused: number): string[] {
  const ran: string[] = [];
  const counts: Record<string, number> = {
    "PRAGMA freelist_count": unused,
    "PRAGMA page_count": 2 * unused,
  };
  const sql = {
    get: (statement: string) => [counts[statement]],
    all: (statement: string) => void ran.push(statement),
  };
  const options = { sql } as unknown as DiskClearingOptions;
  new DiskClearing(options).shrink();
  return ran;
}

Deno.test("a step gives back the fewer pages the more it has to search", () => {
  assertEquals(shrunk(1000), ["PRAGMA incremental_vacuum(64)"]);
  assertEquals(shrunk(100_000), ["PRAGMA incremental_vacuum(10)"]);
  assertEquals(shrunk(5_000_000), ["PRAGMA incremental_vacuum(1)"]);
  assertEquals(shrunk(100), [], "these are kept for later");
});

Deno.test("one call clears what is too old of as many conversations as it has time for", async () => {
  using disk = openDisk({ historyAge: 1000 });
  await writeAll(disk);
  disk.clock.advance(2000);
  const { more, touched } = await disk.writes.call("clear", "aged", ENOUGH);
  assertEquals([more, touched.length], [false, USERS.length]);
  assertEquals(rowsOf(disk, "messages"), 0);
});

Deno.test("one call removes all who are idle, and one clears what they leave", async () => {
  using disk = openDisk();
  await writeAll(disk);
  disk.clock.advance(1000);
  const all = [[...USERS, "ann"], disk.clock.now(), ENOUGH] as const;
  assertEquals((await disk.writes.call("forgetUsers", ...all)).more, false);
  assertEquals(rowsOf(disk, "dropped"), USERS.length);
  const { more } = await disk.writes.call("clear", "dropped", ENOUGH);
  assertEquals(more, false);
  assertEquals([rowsOf(disk, "dropped"), rowsOf(disk, "messages")], [0, 0]);
});
