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

Deno.test("of two exports to one file the second is refused, and the first is whole", () =>
  withDirectory(async (directory) => {
    const name = `${directory}/export`;
    const first = await openToWrite(name);
    await first.sink("one\n");
    const error = await assertRejects(() => openToWrite(name), ArchiveError);
    const words = `${JSON.stringify(name)}: another process is writing it`;
    assertEquals(error.message, words);
    await first.sink("two\n");
    await first.finish();
    first.close();
    assertEquals(await Deno.readTextFile(name), "one\ntwo\n");
  }));
