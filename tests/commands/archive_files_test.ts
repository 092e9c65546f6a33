import { assertEquals, assertRejects } from "@std/assert";
import { openLines, openToWrite } from "../../src/commands/archive_files.ts";
import { ArchiveError } from "../../src/storage/archive/records.ts";
import { withDirectory } from "../helpers/data_directory.ts";

/** What an operator reads is one line, and names the file. */
async function assertNamed(
  name: string,
  run: () => Promise<unknown>,
): Promise<void> {
  const { message } = await assertRejects(run, ArchiveError);
  assertEquals(message.split(": ")[0], JSON.stringify(name));
  assertEquals(message.includes("\n"), false);
}

Deno.test("an export whose file takes no more is an error that names it", () =>
  withDirectory(async (directory) => {
    const name = `${directory}/export`;
    const file = await openToWrite(name);
    await file.sink("a line\n");
    await Deno.remove(`${name}.part`);
    await assertNamed(name, () => file.finish());
    file.close();
    await assertNamed(name, () => file.sink("another\n"));
  }));

Deno.test("an import that cannot be read to its end is an error that names it", () =>
  withDirectory(async (directory) => {
    const lines = await openLines(directory);
    await assertNamed(directory, () => lines.next());
  }));
