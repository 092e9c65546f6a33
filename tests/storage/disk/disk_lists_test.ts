import { assert, assertEquals } from "@std/assert";
import { privateConversation } from "../../../src/domain/ids.ts";
import { openToRead } from "../../../src/storage/disk/file/data_directory.ts";
import { migrate, MIGRATIONS } from "../../../src/storage/disk/file/schema.ts";
import type { Sql, SqlFile } from "../../../src/storage/disk/file/sql.ts";
import { SqliteFile } from "../../../src/storage/disk/file/sqlite_file.ts";
import { DiskReader } from "../../../src/storage/disk/reader/disk_reader.ts";
import { positionOf } from "../../../src/storage/shared/list_order.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { Random } from "../../helpers/random.ts";
import { send } from "../contract_steps.ts";

const FIRST = { type: undefined, after: undefined };

/** A file that counts the rows that are taken from it. */
function counting(file: SqlFile): { sql: Sql; rows: () => number } {
  let rows = 0;
  const sql: Sql = {
    run: (...args) => file.run(...args),
    get: (...args) => file.get(...args),
    all(...args) {
      const all = file.all(...args);
      rows += all.length;
      return all;
    },
    *iterate(...args) {
      for (const row of file.iterate(...args)) {
        rows++;
        yield row;
      }
    },
  };
  return { sql, rows: () => rows };
}

Deno.test("a page of the list looks at what it shows, however long the list is", async () => {
  using disk = openDisk();
  const { storage, clock } = disk;
  for (let at = 0; at < 200; at++) {
    await send(storage, `user${at}`, privateConversation(`user${at}`, "ann"));
    await clock.advance(20_000);
  }
  using file = openToReadOf(disk.directory);
  const { sql, rows } = counting(file.file);
  const reader = new DiskReader(sql, { historyLimit: 1000 });
  const first = reader.conversations("ann", { ...FIRST, count: 10 });
  assertEquals(first.items.map(({ target }) => target).slice(0, 2), [
    "user199",
    "user198",
  ]);
  assert(rows() < 20, `${rows()} rows`);
  const after = positionOf(first.items.at(-1)!);
  const next = reader.conversations("ann", { ...FIRST, after, count: 10 });
  assertEquals(next.items[0]!.target, "user189");
  assert(rows() < 40, `${rows()} rows`);
});

function openToReadOf(directory: string) {
  const file = openToRead(directory);
  return { file, [Symbol.dispose]: () => file.close() };
}

Deno.test("the list is in the order of memory's, page by page", async () => {
  using disk = openDisk();
  const memory = createMemory({ clock: disk.clock });
  const random = new Random(5);
  for (let at = 0; at < 300; at++) {
    const sender = random.pick(["ann", `user${random.below(30)}`]);
    const peer = sender === "ann" ? `user${random.below(30)}` : "ann";
    const ref = privateConversation(sender, peer);
    await Promise.all([
      send(disk.storage, sender, ref),
      send(memory, sender, ref),
    ]);
    await disk.clock.advance(random.below(40_000));
  }
  let after;
  for (let page = 0; page < 7; page++) {
    const query = { ...FIRST, after, count: 5 };
    const mine = await disk.storage.conversations("ann", query);
    const theirs = await memory.conversations("ann", query);
    assertEquals(
      mine.items.map(({ target, unread }) => [target, unread]),
      theirs.items.map(({ target, unread }) => [target, unread]),
    );
    assertEquals(mine.hasMore, theirs.hasMore);
    if (!mine.hasMore) break;
    after = positionOf(mine.items.at(-1)!);
  }
});

Deno.test("a file of before has its private conversations in the order of their minute", () => {
  const file = new SqliteFile({ path: ":memory:" });
  migrate(file, MIGRATIONS.slice(0, 2));
  file.run(
    "INSERT INTO conversations (number, key, last_at) VALUES (2, 'b', ?)",
    120_000,
  );
  file.run("INSERT INTO conversations (number, key) VALUES (1, 'a')");
  file.run(`INSERT INTO messages (conversation, sequence, id, sender, content,
    status, created_at) VALUES (1, 1, 'm', 'ann', 'x', 1, 300000)`);
  const party = `INSERT INTO parties (conversation, user, joined_at, ordinal,
    joined_sequence, read_sequence, own_sequence) VALUES (?, 'ann', 0, ?, 0, 0, 0)`;
  for (const each of [[1, 0], [2, 0], [3, 1]]) file.run(party, ...each);
  migrate(file);
  const found = file.all("SELECT conversation, active FROM parties");
  assertEquals(found.map((row) => [...row]), [[1, 5], [2, 2], [3, 0]]);
  const [last] = file.get("SELECT last_conversation FROM state") ?? [];
  assertEquals(last, 2);
  file.close();
});
