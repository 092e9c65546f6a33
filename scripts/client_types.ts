/**
 * Writes the types of the built client, and of the store beside it: declarations
 * that import nothing but each other, so that an application needs neither our
 * sources nor the library that their types come from.
 *
 * @module
 */

import project from "../deno.json" with { type: "json" };

const ROOT = new URL("../", import.meta.url);
const CLIENT = "src/client/mod.ts";
const STORE = "src/client/store/mod.ts";

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
  Chatroom: `/** A chatroom and its settings. */
type Chatroom = ResponseOf<"chatroom">;
`,
  Member: `/** A member of a chatroom. */
type Member = ResponseOf<"role">;
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
/** A member that is there for our own modules, with its comment. */
const INTERNAL =
  /^ +\/\*\*(?:(?!\*\/)[^])*@internal(?:(?!\*\/)[^])*\*\/\s*[^\n]*;\n/gm;
/** What is exported by name from another module. */
const EXPORTED = /^export (?:type )?\{([^}]*)\} from /gm;

/** What is declared for an application, each as the text of a file. */
export interface Declared {
  readonly client: string;
  /** Takes what the client declares from the file beside it. */
  readonly store: string;
}

/**
 * The declarations of the client and of the store; `directory` is for what the
 * compiler writes meanwhile, and `client` is how the store's file names the
 * other one.
 *
 * @throws {Error} when the compiler fails, or what it wrote is not understood
 */
export async function declareClient(
  directory: URL,
  client: string,
): Promise<Declared> {
  const written = await compile([CLIENT, STORE], directory);
  const names = await namesIn(CLIENT);
  const own = keepNeeded(written, names);
  const store = keepNeeded(written, await namesIn(STORE), new Set(names));
  const taken = [...store.taken].sort().join(", ");
  const imported = `import type { ${taken} } from "${client}";\n\n`;
  return {
    client: REFERENCE + own.text,
    store: REFERENCE + imported + store.text,
  };
}

/** The names that a module exports of others. */
async function namesIn(entry: string): Promise<string[]> {
  const source = await Deno.readTextFile(new URL(entry, ROOT));
  return [...source.matchAll(EXPORTED)]
    .flatMap(([, list = ""]) => list.split(","))
    .map((name) => name.trim().replace(/^type /, ""))
    .filter((name) => name !== "");
}

/** What the compiler says of modules and all that they import, in one go. */
async function compile(
  entries: readonly string[],
  directory: URL,
): Promise<string> {
  const config = new URL("types.json", directory);
  const all = new URL("all.ts", directory);
  const { imports, nodeModulesDir, compilerOptions } = project;
  const own = { ...compilerOptions, lib: LIBRARY };
  const settings = { imports, nodeModulesDir, compilerOptions: own };
  await Deno.writeTextFile(config, JSON.stringify(settings));
  // From a folder of `dist/`: what is named by its whole address is left out.
  const lines = entries.map((each) => `export * from "../../${each}";`);
  await Deno.writeTextFile(all, lines.join("\n"));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--no-lock", "--platform=browser"],
      ...["--declaration", "--config", config.pathname],
      ...["--outdir", directory.pathname, all.pathname],
    ],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return await Deno.readTextFile(new URL("all.d.ts", directory));
}

/**
 * Keeps what the names need, and exports nothing but them; what somebody else
 * declares is told as `taken`.
 */
function keepNeeded(
  written: string,
  names: readonly string[],
  known: ReadonlySet<string> = new Set(),
): { text: string; taken: ReadonlySet<string> } {
  const all = declarationsIn(written);
  const needed = new Set<string>();
  const taken = new Set<string>();
  const want = (name: string) => {
    if (known.has(name)) return void taken.add(name);
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
  return { text: `${text}export {\n${list}};\n`, taken };
}

/** By their names; of two with one name the later, which is the client's own. */
function declarationsIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  // A comment belongs to what follows it.
  const open = text.replaceAll(INTERNAL, "");
  for (
    const block of open.split(/^(?=\/\*\*|import )|(?<!\*\/\n)^(?=export )/m)
  ) {
    const [, name] = DECLARATION.exec(block) ?? [];
    if (name === undefined) continue;
    found.set(name, block.replace(/^export /m, ""));
  }
  for (const each of Object.entries(REPLACED)) found.set(...each);
  return found;
}
