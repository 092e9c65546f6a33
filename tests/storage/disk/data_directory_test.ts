import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  DataDirectoryError,
  openDirectory,
} from "../../../src/storage/disk/file/data_directory.ts";
import {
  migrate,
  SCHEMA_VERSION,
  versionOf,
} from "../../../src/storage/disk/file/schema.ts";
import { SqliteFile } from "../../../src/storage/disk/file/sqlite_file.ts";
import { withDirectory } from "../../helpers/data_directory.ts";

/** The reason for which a directory is not opened. */
function reasonOf(directory: string): string {
  const { message } = assertThrows(
    () => openDirectory(directory, "normal").close(),
    DataDirectoryError,
  );
  assertMatch(message, /^--data-dir: "/);
  return message;
}

function create(directory: string): void {
  openDirectory(directory, "normal").close();
}

Deno.test("a directory that is not there is made, for its owner alone", () =>
  withDirectory((parent) => {
    const directory = `${parent}/a/b`;
    create(directory);
    create(directory);
    assertEquals(Deno.statSync(directory).mode! & 0o777, 0o700);
    return Promise.resolve();
  }));

Deno.test("a directory is one storage's at a time", () =>
  withDirectory((directory) => {
    const first = openDirectory(directory, "normal");
    assertMatch(reasonOf(directory), /another process has it/);
    first.close();
    create(directory);
    return Promise.resolve();
  }));

Deno.test("a directory that somebody else uses is left as it is", () =>
  withDirectory((directory) => {
    Deno.writeTextFileSync(`${directory}/letter.txt`, "dear");
    assertMatch(reasonOf(directory), /holds other files and no gim\.db/);
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
    assertEquals(names, ["letter.txt"]);
    return Promise.resolve();
  }));

Deno.test("an empty volume has a folder of its file system, which is no obstacle", () =>
  withDirectory((directory) => {
    Deno.mkdirSync(`${directory}/lost+found`);
    create(directory);
    return Promise.resolve();
  }));

Deno.test("a file of SQLite that is not GIM's is refused", () =>
  withDirectory((directory) => {
    const other = new SqliteFile({ path: `${directory}/gim.db` });
    other.run("CREATE TABLE letters (text)");
    other.close();
    assertMatch(reasonOf(directory), /gim\.db is not GIM's/);
    return Promise.resolve();
  }));

Deno.test("a file of a newer version is refused, and stays as it is", () =>
  withDirectory((directory) => {
    create(directory);
    const newer = new SqliteFile({ path: `${directory}/gim.db` });
    newer.run(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    newer.close();
    const words = RegExp(
      `version ${SCHEMA_VERSION + 1}, newer than .* ${SCHEMA_VERSION}$`,
    );
    for (let time = 0; time < 2; time++) {
      assertMatch(reasonOf(directory), words);
    }
    return Promise.resolve();
  }));

for (
  const [what, harm] of [
    [
      "no file of SQLite at all",
      () => new TextEncoder().encode("x".repeat(9000)),
    ],
    ["cut off", (file: Uint8Array) => file.subarray(0, file.length / 2)],
    [
      "overwritten at its beginning",
      (file: Uint8Array) => file.fill(7, 16, 4096),
    ],
  ] as const
) {
  Deno.test(`a file that is ${what} is called damaged`, () =>
    withDirectory((directory) => {
      create(directory);
      const path = `${directory}/gim.db`;
      Deno.writeFileSync(path, harm(Deno.readFileSync(path)));
      assertMatch(reasonOf(directory), /gim\.db is damaged/);
      return Promise.resolve();
    }));
}

Deno.test("a place where no directory can be is said to be so", () =>
  withDirectory((directory) => {
    Deno.writeTextFileSync(`${directory}/file`, "");
    assertMatch(reasonOf(`${directory}/file`), /not usable \(/);
    return Promise.resolve();
  }));

Deno.test("a directory that cannot be written is said to be so", () =>
  withDirectory((directory) => {
    // Root may write anywhere but where the kernel makes no directories.
    if (Deno.uid() === 0) {
      assertMatch(reasonOf("/sys/gim-data"), /not usable \(/);
      return Promise.resolve();
    }
    create(directory);
    Deno.chmodSync(`${directory}/gim.db`, 0o400);
    Deno.chmodSync(directory, 0o500);
    assertMatch(reasonOf(directory), /not writable/);
    Deno.chmodSync(directory, 0o700);
    return Promise.resolve();
  }));

Deno.test("a step that fails on the way to a version leaves the file at the one before", () => {
  const file = new SqliteFile({ path: ":memory:" });
  const steps = [["CREATE TABLE one (a)"], [
    "CREATE TABLE two (a)",
    "CREATE TABLE one (a)",
  ]];
  assertThrows(() => migrate(file, steps));
  assertEquals(versionOf(file), 1);
  const tables = file.all("SELECT name FROM sqlite_schema");
  assertEquals(tables, [["one"]]);
  migrate(file, [steps[0]!, ["CREATE TABLE two (a)"]]);
  assertEquals(versionOf(file), 2);
  file.close();
});
