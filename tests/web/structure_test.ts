import { assert, assertEquals } from "@std/assert";
import { functionsOf, importsOf } from "../helpers/source.ts";

const ROOT = new URL("../../", import.meta.url);
const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 80;
/** What an application has: the client, and a library for what is shown. */
const ALLOWED =
  /^(?:preact|preact\/hooks|uplot|d3-flame-graph|d3-selection|pprof-format|\.{1,2}\/[\w/]+\.tsx?|(?:\.\.\/)+src\/client\/(?:mod|store\/mod)\.ts)$/;
/** Ways in which a text could become markup. */
const MARKUP =
  /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser/;

const PROGRAM = /\.tsx?$/;
const PROGRAM_OR_SHEET = /\.(?:tsx?|css)$/;

function* sources(
  folder: string,
  file = PROGRAM,
): Generator<[string, string]> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory) yield* sources(`${path}/`, file);
    else if (file.test(name)) {
      yield [path, Deno.readTextFileSync(new URL(path, ROOT))];
    }
  }
}

Deno.test("the pages are built on the client alone, as any application is", () => {
  const files = [...sources("web/")];
  assert(files.length > 5);
  for (const [path, source] of files) {
    const others = importsOf(source).filter((each) => !ALLOWED.test(each));
    assertEquals(others, [], path);
    const inside = importsOf(source).filter((each) => each.startsWith("."))
      .map((each) => new URL(each, new URL(path, ROOT)).href)
      .filter((href) => !/\/(?:web|src\/client)\//.test(href));
    assertEquals(inside, [], path);
  }
});

Deno.test("nothing of the pages makes markup of a text", () => {
  for (const [path, source] of sources("web/")) {
    assertEquals(source.match(MARKUP), null, path);
  }
});

Deno.test("the pages' files and functions can be read at a glance", () => {
  for (const [path, source] of sources("web/", PROGRAM_OR_SHEET)) {
    assert(source.split("\n").length <= MAX_FILE_LINES, path);
    if (!PROGRAM.test(path)) continue;
    for (const { line, lines } of functionsOf(source)) {
      assert(lines <= MAX_FUNCTION_LINES, `${path}:${line}: ${lines} lines`);
    }
  }
});
