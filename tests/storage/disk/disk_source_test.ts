import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { privateConversation } from "../../../src/domain/ids.ts";
import { DiskSource } from "../../../src/storage/disk/archive/disk_source.ts";
import { DataDirectoryError } from "../../../src/storage/disk/file/data_directory.ts";
import { SCHEMA_VERSION } from "../../../src/storage/disk/file/schema.ts";
import { damagePages } from "../../helpers/damaged_file.ts";
import { withDirectory } from "../../helpers/data_directory.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { send } from "../contract_steps.ts";

function assertRefused(directory: string, reason: string): void {
  const { message } = assertThrows(
    () => new DiskSource(directory),
    DataDirectoryError,
  );
  const name = JSON.stringify(directory);
  assertEquals(message, `--data-dir: ${name}: ${reason}`);
}

Deno.test("a file of an older version is not exported: its service makes it one of this version first", () =>
  withDirectory(async (directory) => {
    const older = new URL("versions/version_2.db", import.meta.url);
    await Deno.copyFile(older, `${directory}/gim.db`);
    assertRefused(
      directory,
      `gim.db has version 2, older than this program's ${SCHEMA_VERSION}: ` +
        "expected one that its service was started on",
    );
    openDisk({ directory })[Symbol.dispose]();
    await new DiskSource(directory).close();
  }));

Deno.test("what is damaged is named", () =>
  withDirectory(async (directory) => {
    {
      using disk = openDisk({ directory });
      for (const peer of ["bob", "cat"]) {
        const ref = privateConversation("ann", peer);
        const content = `to ${peer} `.repeat(500);
        for (let count = 0; count < 5; count++) {
          await send(disk.storage, "ann", ref, { content });
        }
      }
    }
    assert(damagePages(`${directory}/gim.db`, "to cat to cat") > 0);
    const source = new DiskSource(directory);
    const { message } = await assertRejects(
      async () => {
        const { key } = privateConversation("ann", "cat");
        const found = await source.conversation(key);
        for await (const _ of found?.messages ?? []);
      },
      DataDirectoryError,
    );
    const name = JSON.stringify(directory);
    const reason = "gim.db is damaged in 2:ann:cat: restore a backup";
    assertEquals(message, `--data-dir: ${name}: ${reason}`);
    await source.close();
  }));

Deno.test("what is no file of GIM's is not exported", () =>
  withDirectory((directory) => {
    assertRefused(directory, "holds no gim.db");
    const file = new DatabaseSync(`${directory}/gim.db`);
    assertRefused(directory, "gim.db holds nothing");
    file.exec("CREATE TABLE theirs (a)");
    file.close();
    assertRefused(directory, "gim.db is not GIM's");
    return Promise.resolve();
  }));
