import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  backUp,
  CopyError,
  restore,
} from "../../../src/storage/disk/file/copies.ts";
import {
  DataDirectoryError,
  openDirectory,
} from "../../../src/storage/disk/file/data_directory.ts";
import { SqliteFile } from "../../../src/storage/disk/file/sqlite_file.ts";

/** A folder with a data directory of some users in it. */
class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync();
  readonly data = `${this.path}/data`;
  readonly copy = `${this.path}/copy.db`;

  constructor(users = 1000) {
    const open = openDirectory(this.data, "full");
    open.file.begin();
    for (let at = 0; at < users; at++) addUser(open.file, `user${at}`);
    open.file.commit();
    open.close();
  }

  names(path = this.path): string[] {
    return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

function addUser(file: Pick<SqliteFile, "run">, id: string): void {
  file.run(
    "INSERT INTO users (id, name, last_seen, touched_at) VALUES (?, ?, 1, 1)",
    id,
    `Name of ${id}`,
  );
}

function usersIn(path: string): unknown[] {
  const file = new SqliteFile({ path, readOnly: true });
  const users = file.all("SELECT * FROM users ORDER BY id");
  file.close();
  return users;
}

Deno.test("a backup holds all of a stopped service's data, in one file for its owner alone", async () => {
  using folder = new Folder();
  const { size } = await backUp(folder.data, folder.copy);
  assertEquals(usersIn(folder.copy), usersIn(`${folder.data}/gim.db`));
  const { size: found, mode = 0 } = await Deno.stat(folder.copy);
  assertEquals([found, (mode ?? 0) & 0o777], [size, 0o600]);
  assertEquals(folder.names(), ["copy.db", "data"]);
});

Deno.test("a backup of a service that writes is what was settled at one moment", async () => {
  using folder = new Folder();
  const open = openDirectory(folder.data, "full");
  open.file.begin();
  addUser(open.file, "settled");
  open.file.commit();
  open.file.begin();
  addUser(open.file, "pending");
  await backUp(folder.data, folder.copy);
  open.file.commit();
  open.close();
  assertEquals(usersIn(folder.copy).length, 1001);
  assertEquals(usersIn(`${folder.data}/gim.db`).length, 1002);
});

Deno.test("what was restored is opened like any directory, and holds what was backed up", async () => {
  using folder = new Folder();
  await backUp(folder.data, folder.copy);
  for (const to of [`${folder.path}/new/deep`, `${folder.path}/empty`]) {
    if (to.endsWith("empty")) await Deno.mkdir(to);
    await restore(folder.copy, to);
    const open = openDirectory(to, "full");
    assertEquals(open.file.all("SELECT id FROM users").length, 1000);
    open.close();
    assertEquals(usersIn(`${to}/gim.db`), usersIn(folder.copy));
  }
  assertEquals(
    usersIn(folder.copy).length,
    1000,
    "the backup can be used again",
  );
});

Deno.test("a backup replaces no file, and leaves none where it cannot be made", async () => {
  using folder = new Folder(1);
  await Deno.writeTextFile(folder.copy, "mine");
  const error = await assertRejects(
    () => backUp(folder.data, folder.copy),
    CopyError,
  );
  assertEquals(
    error.message,
    `${JSON.stringify(folder.copy)}: is there already`,
  );
  assertEquals(await Deno.readTextFile(folder.copy), "mine");
  const nowhere = `${folder.path}/nowhere/copy.db`;
  await assertRejects(() => backUp(folder.data, nowhere), CopyError);
  assertEquals(folder.names(), ["copy.db", "data"]);
});

Deno.test("nothing is backed up of what is no directory of GIM's", async () => {
  using folder = new Folder(1);
  await assertRejects(
    () => backUp(`${folder.path}/none`, folder.copy),
    DataDirectoryError,
    "holds no gim.db",
  );
  const strange = `${folder.path}/strange`;
  await Deno.mkdir(strange);
  for (const text of ["", "no database, but as long as one has to be"]) {
    await Deno.writeTextFile(`${strange}/gim.db`, text);
    await assertRejects(() => backUp(strange, folder.copy), CopyError);
  }
  assertEquals(folder.names(), ["data", "strange"]);
});

Deno.test("of damaged data no copy is made, as it could not be restored", async () => {
  using folder = new Folder();
  const path = `${folder.data}/gim.db`;
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(path, bytes.slice().fill(0xff, 8192, 40_000));
  const { message } = await assertRejects(
    () => backUp(folder.data, folder.copy),
    CopyError,
  );
  assert(message.startsWith(`${JSON.stringify(path)}: is damaged`), message);
  assert(!message.includes("\n"), "it is one line");
  assertEquals(folder.names(), ["data"]);
});

Deno.test("a restore that was cut short is made again, and begins no service before", async () => {
  using folder = new Folder();
  await backUp(folder.data, folder.copy);
  const target = `${folder.path}/target`;
  await Deno.mkdir(target);
  for (const name of ["gim.lock", "gim.db.part", "gim.db.part-journal"]) {
    await Deno.writeTextFile(`${target}/${name}`, "");
  }
  assertThrows(
    () => openDirectory(target, "full"),
    DataDirectoryError,
    "holds a restore that was cut short: expected it to be made again",
  );
  await restore(folder.copy, target);
  assertEquals(usersIn(`${target}/gim.db`), usersIn(folder.copy));
  openDirectory(target, "full").close();
});

Deno.test("a directory that holds anything, or that a service has, is not restored into", async () => {
  using folder = new Folder(1);
  await backUp(folder.data, folder.copy);
  const open = openDirectory(folder.data, "full");
  await assertRejects(
    () => restore(folder.copy, folder.data),
    DataDirectoryError,
    "another process has it",
  );
  open.close();
  await assertRejects(
    () => restore(folder.copy, folder.data),
    DataDirectoryError,
    "holds gim.db: expected an empty directory, or none",
  );
  await assertRejects(
    () => restore(folder.copy, folder.path),
    DataDirectoryError,
    "holds other files",
  );
});

Deno.test("a backup that is damaged, cut short, newer or another's is not restored", async () => {
  using folder = new Folder();
  await backUp(folder.data, folder.copy);
  const bytes = await Deno.readFile(folder.copy);
  const damaged = bytes.slice();
  damaged.fill(0xff, 8192, 40_000);
  const newer = bytes.slice();
  new DataView(newer.buffer).setUint32(60, 99);
  const another = bytes.slice();
  new DataView(another.buffer).setUint32(68, 1);
  const files = [damaged, bytes.subarray(0, bytes.length / 2), newer, another];
  for (const file of files) {
    const path = `${folder.path}/wrong.db`;
    await Deno.writeFile(path, file);
    const target = `${folder.path}/target`;
    await assertRejects(() => restore(path, target), CopyError);
    assertEquals(folder.names(), ["copy.db", "data", "wrong.db"]);
  }
  await assertRejects(
    () => restore(`${folder.path}/none.db`, `${folder.path}/target`),
    CopyError,
    "not there",
  );
});
