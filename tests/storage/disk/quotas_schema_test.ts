import { assertEquals } from "@std/assert";
import { migrate, MIGRATIONS } from "../../../src/storage/disk/file/schema.ts";
import { SqliteFile } from "../../../src/storage/disk/file/sqlite_file.ts";

Deno.test("a file of before quotas knows what nobody has answered", () => {
  const file = new SqliteFile({ path: ":memory:" });
  migrate(file, MIGRATIONS.slice(0, 1));
  const party = `INSERT INTO parties (conversation, user, joined_at, ordinal,
    joined_sequence, read_sequence, own_sequence) VALUES (?, ?, 0, ?, 0, 0, ?)`;
  for (const each of [[1, "ann", 0, 2], [1, "ben", 0, 0]]) {
    file.run(party, ...each);
  }
  for (const each of [[2, "ann", 0, 1], [2, "cat", 0, 2], [3, "ann", 1, 5]]) {
    file.run(party, ...each);
  }
  file.run(`INSERT INTO messages (conversation, sequence, id, sender, content,
    status, created_at) VALUES (1, 2, 'm', 'ann', 'hello', 1, 77)`);
  migrate(file);
  const found = file.all("SELECT conversation, user, at FROM unanswered");
  assertEquals(found.map((row) => [...row]), [[1, "ann", 77]]);
  file.close();
});
