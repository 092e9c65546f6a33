import { assert, assertEquals } from "@std/assert";
import { codeOf, functionsOf, importsOf } from "./helpers/source.ts";

const ROOT = new URL("..", import.meta.url);
const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 50;

/**
 * Who may import whom: a part imports from the parts behind its own. A part is a
 * folder under `src`, or `main.ts`.
 */
const RANKS: readonly string[] = [
  ...["main.ts", "commands", "app", "threads", "wiring", "listener", "api"],
  ...[
    "gateway",
    "chat",
    "hooks",
    "nodes",
    "push",
    "storage",
    "protocol",
    "options",
  ],
  ...["auth", "domain", "observe", "base"],
];

/** The client is a program of its own: it stands on nothing but types. */
const APART: ReadonlySet<string> = new Set(["client"]);

/** Everybody else is handed the values that they need. */
const MAY_READ_OPTIONS: ReadonlySet<string> = new Set([
  ...["main.ts", "commands", "app", "threads", "wiring", "listener", "options"],
]);

/** The only file that asks the runtime what time it is, or to be called later. */
const THE_CLOCK = "src/base/clock.ts";
const OWN_TIME =
  /\b(?:set|clear)(?:Timeout|Interval|Immediate)\b|\bDate\.now\b|\bperformance\.now\b|\bnew Date\(\)|\bAbortSignal\.timeout\b/;

/** An object literal that is spread: its fields can as well stand for themselves. */
const SPREAD_LITERAL = /\.\.\.\s*\{/;
/** All options in one go, the secret among them. */
const SPREAD_OPTIONS = /\.\.\.options\b/;

interface Module {
  readonly path: string;
  readonly part: string;
  readonly source: string;
  /** Paths of the project's own modules that it imports. */
  readonly imports: readonly string[];
}

function* sourcePaths(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isDirectory) yield* sourcePaths(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield `${folder}${name}`;
  }
}

function readModule(path: string): Module {
  const source = Deno.readTextFileSync(new URL(path, ROOT));
  const [first = "", second = ""] = path.split("/");
  const imports = importsOf(source)
    .filter((each) => each.startsWith(".") && each.endsWith(".ts"))
    .map((each) => new URL(each, new URL(path, ROOT)).href)
    .map((href) => href.slice(ROOT.href.length));
  return { path, part: first === "src" ? second : first, source, imports };
}

function readProject(): Map<string, Module> {
  const paths = ["main.ts", ...sourcePaths("src/")].sort();
  return new Map(paths.map((path) => [path, readModule(path)]));
}

function rankOf(part: string): number {
  return RANKS.indexOf(part);
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  // Of the rest the client may know the words of the protocol, no more.
  if (APART.has(from)) return to === "protocol" || to === "base";
  return !APART.has(to) && rankOf(from) < rankOf(to);
}

/** The imports of the project that a rule forbids, as lines to read. */
function forbidden(
  isFine: (from: Module, to: Module) => boolean,
): string[] {
  const modules = readProject();
  const lines: string[] = [];
  for (const from of modules.values()) {
    for (const path of from.imports) {
      const to = modules.get(path);
      if (to === undefined) lines.push(`${from.path} -> ${path}: not there`);
      else if (!isFine(from, to)) lines.push(`${from.path} -> ${path}`);
    }
  }
  return lines;
}

Deno.test("every part of the source has a rank", () => {
  const parts = new Set([...readProject().values()].map(({ part }) => part));
  assert(parts.size > 10);
  const without = [...parts].filter((part) =>
    rankOf(part) < 0 && !APART.has(part)
  );
  assertEquals(without, [], "give them a place in RANKS");
});

Deno.test("imports point one way", () => {
  assertEquals(forbidden((from, to) => isAllowed(from.part, to.part)), []);
});

Deno.test("only what puts the service together reads its options", () => {
  assertEquals(
    forbidden((from, to) =>
      to.part !== "options" || MAY_READ_OPTIONS.has(from.part)
    ),
    [],
  );
});

Deno.test("the rules tell what has happened by news alone", () => {
  const ways = ["private", "chatroom", "events", "local_push", "commands"]
    .map((name) => `src/push/${name}.ts`);
  assertEquals(
    forbidden(({ part }, { path }) => part !== "chat" || !ways.includes(path)),
    [],
  );
});

Deno.test("no module imports itself by way of others", () => {
  const modules = readProject();
  const cycles: string[] = [];
  const finished = new Set<string>();
  function visit(path: string, way: readonly string[]): void {
    const at = way.indexOf(path);
    if (at >= 0) cycles.push([...way.slice(at), path].join(" -> "));
    if (at >= 0 || finished.has(path)) return;
    for (const next of modules.get(path)?.imports ?? []) {
      visit(next, [...way, path]);
    }
    finished.add(path);
  }
  for (const path of modules.keys()) visit(path, []);
  assertEquals(cycles, []);
});

Deno.test("time comes from the clock that is passed in", () => {
  const found: string[] = [];
  for (const { path, part, source } of readProject().values()) {
    if (path === THE_CLOCK || APART.has(part)) continue;
    for (const [index, line] of source.split("\n").entries()) {
      if (OWN_TIME.test(line)) {
        found.push(`${path}:${index + 1}: ${line.trim()}`);
      }
    }
  }
  assertEquals(found, [], `ask a Clock, see ${THE_CLOCK}`);
});

Deno.test("no object literal is spread", () => {
  const folders = ["src/", "bench/", "tests/", "scripts/", "examples/"];
  const found = folders.flatMap((folder) => [...sourcePaths(folder)])
    .filter((path) => {
      const source = Deno.readTextFileSync(new URL(path, ROOT));
      return SPREAD_LITERAL.test(codeOf(source));
    });
  assertEquals(found, [], "write its fields into the object around it");
});

Deno.test("what puts the service together names the options that it passes on", () => {
  const found = [...readProject().values()]
    .filter(({ part, source }) =>
      part !== "options" && /\boptions: Options\b/.test(source) &&
      SPREAD_OPTIONS.test(source)
    )
    .map(({ path }) => path);
  assertEquals(found, [], "everybody else would get the secret, too");
});

Deno.test(`no file has more than ${MAX_FILE_LINES} lines`, () => {
  const long = [...readProject().values()]
    .map(({ path, source }) => [path, source.split("\n").length - 1] as const)
    .filter(([, lines]) => lines > MAX_FILE_LINES);
  assertEquals(long, []);
});

Deno.test(`no function has more than ${MAX_FUNCTION_LINES} lines`, () => {
  const long: string[] = [];
  let functions = 0;
  for (const { path, source } of readProject().values()) {
    for (const { line, lines, header } of functionsOf(source)) {
      functions++;
      if (lines > MAX_FUNCTION_LINES) {
        long.push(`${path}:${line}: ${lines} lines: ${header.slice(0, 60)}`);
      }
    }
  }
  assert(functions > 300, `found only ${functions}`);
  assertEquals(long, []);
});

Deno.test("a rule that nothing can break would be no rule", () => {
  for (const [above, from] of RANKS.slice(1).entries()) {
    assert(!isAllowed(from, RANKS[above] ?? ""), `${from} ${RANKS[above]}`);
  }
  assert(!isAllowed("api", "client") && !isAllowed("client", "push"));
  assert(isAllowed("chat", "domain") && isAllowed("app", "threads"));
  for (
    const line of [
      "const timer = setTimeout(run, 1);",
      "#timer: ReturnType<typeof setTimeout> | undefined;",
      "clearInterval(timer);",
      "setImmediate(run);",
      "now: Date.now,",
      "const since = performance.now();",
      "const { signal = AbortSignal.timeout(1) } = given;",
      "return new Date().toISOString();",
    ]
  ) assert(OWN_TIME.test(line), line);
  assert(!OWN_TIME.test("new Date(options.now())"));
  assert(SPREAD_LITERAL.test(codeOf("const a = { ...{ b }, c };")));
  assert(!SPREAD_LITERAL.test(codeOf('const a = { ...b, c: "...{" };')));
  assert(SPREAD_OPTIONS.test("new Gateway({ ...options, hub })"));
});

Deno.test("imports and functions are found however they are written", () => {
  const source = `
import type { A } from "./a.ts";
import {
  b,
} from "./b.ts";
export { c } from "./c.ts";
const d = await import("./d.ts");
export async function* one<T>({ x, y }: { x: T; y: string }): Generator<T> {
  const pattern = /["'{]/;
  if (x) { return; }
}
class E {
  get two(): Map<string, number> {
    return new Map([["}", 1]]);
  }
  #three = (x: number) => {
    // {{{
  };
}
`;
  assertEquals(importsOf(source), ["./a.ts", "./b.ts", "./c.ts", "./d.ts"]);
  const spans = functionsOf(source).map(({ line, lines }) => [line, lines]);
  assertEquals(spans, [[8, 4], [13, 3], [16, 3]]);
});
