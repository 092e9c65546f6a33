import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);
const IMPORT = /(?:from|import\()\s*"(\.{1,2}\/[^"]+)"/g;

/** ARCHITECTURE's list of imports: each path, and the line it stands in. */
async function readRanks(): Promise<ReadonlyMap<string, number>> {
  const text = await Deno.readTextFile(new URL("ARCHITECTURE.md", ROOT));
  const [, section = ""] = /^## Imports\n([^]*?)^## /m.exec(text) ?? [];
  const lines = [...section.matchAll(/^(\d+)\. (.*)$/gm)];
  return new Map(
    lines.flatMap(([, rank, line = ""]) =>
      [...line.matchAll(/`([^`]+)`/g)].map(([, path = ""]) =>
        [path, Number(rank)] as const
      )
    ),
  );
}

async function* sourceFiles(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sourceFiles(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield new URL(name, folder);
  }
}

/** What stands in the list for a file: its folder in src, or itself. */
function placeOf(file: URL): string {
  const path = file.pathname.slice(ROOT.pathname.length).replace("src/", "");
  const folder = path.indexOf("/");
  return folder === -1 ? path : path.slice(0, folder + 1);
}

async function importsOf(file: URL): Promise<URL[]> {
  const text = await Deno.readTextFile(file);
  return [...text.matchAll(IMPORT)]
    .map(([, path = ""]) => new URL(path, file))
    .filter(({ pathname }) => pathname.endsWith(".ts"));
}

Deno.test("imports point the way that ARCHITECTURE lists, and no other", async () => {
  const ranks = await readRanks();
  const wrong: string[] = [];
  let seen = 0;
  const files = [new URL("main.ts", ROOT)];
  for await (const file of sourceFiles(new URL("src/", ROOT))) files.push(file);
  for (const file of files) {
    const from = ranks.get(placeOf(file));
    assert(from !== undefined, `ARCHITECTURE does not list ${placeOf(file)}`);
    for (const imported of await importsOf(file)) {
      const to = ranks.get(placeOf(imported)) ?? 0;
      seen++;
      if (to < from) {
        wrong.push(`${placeOf(file)} imports ${imported.pathname}`);
      }
    }
  }
  assertEquals(wrong, []);
  assert(seen > 100);
});

Deno.test("what answers requests is handed its values and imports no options", async () => {
  for (
    const folder of ["gateway", "api", "chat", "push", "storage", "protocol"]
  ) {
    for await (const file of sourceFiles(new URL(`src/${folder}/`, ROOT))) {
      const imported = (await importsOf(file)).map(placeOf);
      assertEquals(imported.filter((place) => /^options/.test(place)), []);
    }
  }
});
