/**
 * Writes the types of the built client: one declaration file without imports,
 * so that an application needs neither our sources nor the library that their
 * types come from.
 *
 * @module
 */

import project from "../deno.json" with { type: "json" };

const ROOT = new URL("../", import.meta.url);
const ENTRY = "src/client/mod.ts";

/** With Deno's own library the declarations of two runtimes contradict. */
const LIBRARY = ["esnext", "dom", "dom.iterable", "dom.asynciterable"];

/**
 * What stands in place of declarations that only the service has a use for: the
 * schemas of the messages, and the validators in the table of operations.
 */
const REPLACED: Readonly<Record<string, string>> = {
  Message: `/** A message, as its receiver sees it. */
type Message = ResponseOf<"recall">;
`,
  Operation: `/** What is asked, and what is answered. */
interface Operation<Request, Response> {
  readonly request?: Request;
  readonly response?: Response;
}
`,
};

/** What the usual libraries do not have: the types of `await using`. */
const REFERENCE = '/// <reference lib="esnext.disposable" />\n';

/** A declaration's first line, after its comment. */
const DECLARATION =
  /^export (?:declare )?(?:abstract )?(?:const|class|function|interface|type) (\w+)/m;
/** What is exported by name from another module. */
const EXPORTED = /^export (?:type )?\{([^}]*)\} from /gm;

/**
 * The declarations of the client, as the text of one file; `directory` is for
 * what the compiler writes meanwhile.
 *
 * @throws {Error} when the compiler fails, or what it wrote is not understood
 */
export async function declareClient(directory: URL): Promise<string> {
  const source = await Deno.readTextFile(new URL(ENTRY, ROOT));
  const names = [...source.matchAll(EXPORTED)]
    .flatMap(([, list = ""]) => list.split(","))
    .map((name) => name.trim().replace(/^type /, ""))
    .filter((name) => name !== "");
  return bundleTypes(await compile(directory), names);
}

/** What the compiler says of the client and all that it imports. */
async function compile(directory: URL): Promise<string> {
  const config = new URL("types.json", directory);
  const { imports, nodeModulesDir, compilerOptions } = project;
  const own = { ...compilerOptions, lib: LIBRARY };
  const settings = { imports, nodeModulesDir, compilerOptions: own };
  await Deno.writeTextFile(config, JSON.stringify(settings));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--no-lock", "--platform=browser"],
      ...["--declaration", "--config", config.pathname],
      ...["--outdir", directory.pathname, ENTRY],
    ],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return await Deno.readTextFile(new URL("mod.d.ts", directory));
}

/** Keeps what the names need, and exports nothing but them. */
function bundleTypes(written: string, names: readonly string[]): string {
  const all = declarationsIn(written);
  const needed = new Set<string>();
  const want = (name: string) => {
    const declaration = all.get(name);
    if (declaration === undefined || needed.has(name)) return;
    needed.add(name);
    for (const [word] of declaration.matchAll(/\w+/g)) want(word);
  };
  for (const name of names) want(name);
  const absent = names.filter((name) => !needed.has(name));
  if (absent.length > 0) throw new Error(`not declared: ${absent.join(", ")}`);
  const kept = [...all].filter(([name]) => needed.has(name));
  const list = names.map((name) => `  ${name},\n`).join("");
  const text = kept.map(([, each]) => each).join("");
  return `${REFERENCE}${text}export {\n${list}};\n`;
}

/** By their names; of two with one name the later, which is the client's own. */
function declarationsIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  // A comment belongs to what follows it.
  for (
    const block of text.split(/^(?=\/\*\*|import )|(?<!\*\/\n)^(?=export )/m)
  ) {
    const [, name] = DECLARATION.exec(block) ?? [];
    if (name === undefined) continue;
    found.set(name, block.replace(/^export /m, ""));
  }
  for (const each of Object.entries(REPLACED)) found.set(...each);
  return found;
}
