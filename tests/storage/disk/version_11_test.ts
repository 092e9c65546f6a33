import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import {
  chatroomConversation,
  privateConversation,
} from "../../../src/domain/ids.ts";
import {
  DataDirectoryError,
  openToRead,
} from "../../../src/storage/disk/file/data_directory.ts";
import {
  migrate,
  SCHEMA_VERSION,
  versionOf,
} from "../../../src/storage/disk/file/schema.ts";
import type { SqlFile } from "../../../src/storage/disk/file/sql.ts";
import { SqliteFile } from "../../../src/storage/disk/file/sqlite_file.ts";
import { damagePages, ROWS } from "../../helpers/damaged_file.ts";
import { withDirectory } from "../../helpers/data_directory.ts";
import {
  clearAll,
  type OpenDisk,
  openDisk,
  rowsOf,
} from "../../helpers/disk_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { send } from "../contract_steps.ts";
import { answersOf, type Asked } from "./answers_of.ts";

/*
 * The file was written by the last program of version 11, in which messages lay
 * by conversation and sequence; what it then answered is beside it. There are a
 * chatroom with a setting, a rank, a sanction, a priority, an edit, a reaction
 * and a recall of every kind; one whose creator has left it and whose members
 * see what was sent since they joined; one that nobody is in, with more messages
 * than are kept; one that was disbanded a moment before; private conversations
 * of several pages and of one that nobody has answered; blocks, a ban, tokens
 * that are revoked, profiles, request ids, and events for a back end.
 */
interface Recorded {
  /** The clock, Unix time in milliseconds. */
  readonly at: number;
  readonly historyLimit: number;
  readonly asked: Asked;
  readonly answers: unknown;
}

const { at, historyLimit, asked, answers }: Recorded = await new Response(
  await unpacked("version_11.json.gz"),
).json();
const PAGE_SIZE = 4096;

async function unpacked(name: string): Promise<ReadableStream<Uint8Array>> {
  const file = await Deno.open(new URL(`versions/${name}`, import.meta.url));
  return file.readable.pipeThrough(new DecompressionStream("gzip"));
}

/** Puts the file into a directory. */
async function unpack(directory: string): Promise<void> {
  const file = await unpacked("version_11.db.gz");
  await Deno.writeFile(`${directory}/gim.db`, file);
}

/** Opens a storage on a file, which is migrated. */
function open(directory: string): OpenDisk {
  const events = { backlog: 1000, records: true, sequence: true };
  const clock = new FakeClock(at);
  return openDisk({ directory, historyLimit, events, clock });
}

/** The rows of each table, by the columns that it has in an older file. */
function rowsByTable(path: string, columns: Map<string, string>) {
  using file = new DatabaseSync(path);
  return new Map(
    [...columns].map(([table, names]) => [
      table,
      file.prepare(`SELECT ${names} FROM ${table} ORDER BY ${names}`).all(),
    ]),
  );
}

function columnsByTable(path: string): Map<string, string> {
  using file = new DatabaseSync(path);
  const tables = file.prepare(
    `SELECT name, group_concat(column, ', ') AS columns FROM (
      SELECT t.name AS name, c.name AS column FROM sqlite_schema t
      JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
        AND t.name NOT LIKE 'sqlite_%')
    GROUP BY name`,
  ).all() as { name: string; columns: string }[];
  return new Map(tables.map(({ name, columns }) => [name, columns]));
}

Deno.test("version 11: all is answered as before", () =>
  withDirectory(async (directory) => {
    await unpack(directory);
    using disk = open(directory);
    assertEquals(await answersOf(disk, asked), answers);
  }));

Deno.test("version 11: each table has the rows that it had", () =>
  withDirectory(async (directory) => {
    await unpack(directory);
    const path = `${directory}/gim.db`;
    const columns = columnsByTable(path);
    const before = rowsByTable(path, columns);
    assertEquals(before.get("messages")?.length, 110);
    open(directory)[Symbol.dispose]();
    assertEquals(rowsByTable(path, columns), before);
    const file = openToRead(directory);
    assertEquals(versionOf(file), SCHEMA_VERSION);
    assertEquals(file.get("PRAGMA integrity_check"), ["ok"]);
    file.close();
  }));

Deno.test("version 11: what follows goes on from what was there", () =>
  withDirectory(async (directory) => {
    await unpack(directory);
    using disk = open(directory);
    const { storage } = disk;
    const toBob = privateConversation("ann", "bob");
    const again = { content: "private 11", requestId: "p11" };
    const repeated = await send(storage, "ann", toBob, again);
    assertEquals([repeated.repeated, repeated.message.sequence], [true, 11]);
    const blue = chatroomConversation("blue");
    assertEquals((await send(storage, "dan", blue)).message.sequence, 10);
    const { chatroom, lastSequence } = await storage
      .join("gone", "cat", undefined);
    assertEquals([chatroom.creator, lastSequence], ["cat", 0]);
    const gone = chatroomConversation("gone");
    const { message } = await send(storage, "cat", gone);
    await clearAll(disk);
    assertEquals(rowsOf(disk, "dropped"), 0);
    const page = { before: undefined, count: 10 };
    const { items } = await storage.history(gone, "cat", page);
    assertEquals(items.map(({ id }) => id), [message.id]);
  }));

/** Copies what a process that is killed before each statement leaves. */
function leaving(file: SqlFile, leave: () => void): SqlFile {
  return new Proxy(file, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (name !== "run" && name !== "commit") return value.bind?.(target);
      return (...args: unknown[]) => {
        leave();
        return value.apply(target, args);
      };
    },
  });
}

Deno.test("version 11: a migration that is killed anywhere has changed nothing, and is made by the next start", () =>
  withDirectory(async (directory) => {
    await unpack(directory);
    const left: string[] = [];
    // So few pages in memory that much is in the log before it is committed.
    const setup = ["PRAGMA journal_mode = WAL", "PRAGMA cache_size = 10"];
    const file = new SqliteFile({ path: `${directory}/gim.db`, setup });
    const leave = () => {
      const to = `${directory}/left-${left.length}`;
      Deno.mkdirSync(to);
      for (const name of ["gim.db", "gim.db-wal"]) {
        Deno.copyFileSync(`${directory}/${name}`, `${to}/${name}`);
      }
      left.push(to);
    };
    migrate(leaving(file, leave));
    file.close();
    const logs = left.map((each) => Deno.statSync(`${each}/gim.db-wal`).size);
    assert(Math.max(...logs) > 10 * PAGE_SIZE, String(logs));
    for (const each of left) {
      using disk = open(each);
      assertEquals(await answersOf(disk, asked), answers);
    }
  }));

Deno.test("version 11: a damaged page refuses the start, and nothing is changed by that", () =>
  withDirectory(async (directory) => {
    await unpack(directory);
    const path = `${directory}/gim.db`;
    const whole = await Deno.readFile(path);
    assertEquals(damagePages(path, "fay 17", ROWS.byColumns), 1);
    for (let start = 1; start <= 2; start++) {
      assertThrows(
        () => open(directory),
        DataDirectoryError,
        "gim.db is damaged",
      );
    }
    const file = openToRead(directory);
    assertEquals(versionOf(file), 11);
    file.close();
    await Deno.writeFile(path, whole);
    using disk = open(directory);
    assertEquals(await answersOf(disk, asked), answers);
  }));
