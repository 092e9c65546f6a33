import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../src/base/clock.ts";
import { createLog } from "../src/observe/log.ts";
import { OPTION_KEYS, OPTIONS } from "../src/options/table.ts";
import { OPERATIONS } from "../src/protocol/operations.ts";
import { createService } from "../src/app/service.ts";
import { fencedIn, readDocument } from "./helpers/documents.ts";
import { optionsOf } from "./options/parse.ts";

const README = await readDocument("README.md");
const WALK = await readDocument("docs/walk.md");
const OPTIONS_PAGE = await readDocument("docs/options.md");
const API_PAGE = await readDocument("docs/api.md");
const PROTOCOL = await readDocument("docs/protocol.md");

/** The first lines that the protocol's clients ever sent, in their order. */
const FIRST_LINES = [
  '> {"op":101,"body":"{\\"id\\":\\"1001\\"}"}',
  '> {"op":105}',
  '> {"op":201,"body":"{\\"content\\":\\"test\\",\\"type\\":2,\\"category\\":\\"text\\",\\"target_id\\":\\"1002\\"}"}',
  '> {"op":301,"body":"{\\"id\\":\\"9999\\"}"}',
  '> {"op":201,"body":"{\\"content\\":\\"test\\",\\"type\\":1,\\"category\\":\\"text\\",\\"target_id\\":\\"9999\\"}"}',
  '> {"op":205}',
  '> {"op":203,"body":"{\\"session_id\\":\\"1:9999\\"}"}',
];

/** The rows of a document's tables, without the padding between the cells. */
function rowsOf(markdown: string): ReadonlySet<string> {
  const rows = markdown.split("\n").filter((line) => line.startsWith("|"));
  return new Set(rows.map((row) => row.replace(/ {2,}/g, " ")));
}

function code(text: string): string {
  return `\`${text}\``;
}

function optionRow(key: keyof typeof OPTIONS): string {
  const { name, aliases = [], fallback = "", fallbackNote, help } =
    OPTIONS[key];
  const flags = [name, ...aliases].map((each) => code(`--${each}`)).join(", ");
  return `| ${flags} | ${fallbackNote ?? code(fallback)} | ${help} |`;
}

/** The service's own description of its HTTP API, without a bound port. */
async function describedRoutes(): Promise<string[]> {
  const service = createService(optionsOf([]), {
    clock: systemClock,
    log: createLog({
      level: "error",
      format: "json",
      write: () => {},
      now: Date.now,
    }),
    version: "0.0.0",
  });
  const request = new Request("http://127.0.0.1/openapi.json");
  const response = await service.handler.handle(request);
  service.close();
  const { paths } = await response.json() as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) =>
      `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`
    )
  );
}

Deno.test("README stays short", () => {
  const lines = README.trimEnd().split("\n").length;
  assert(lines <= 130, `${lines} lines`);
});

Deno.test("the page of options has each with its default and its sentence", () => {
  const rows = rowsOf(OPTIONS_PAGE);
  const missing = OPTION_KEYS.map(optionRow).filter((row) => !rows.has(row));
  assertEquals(missing, []);
});

Deno.test("the page of options has none that there is none of", () => {
  const flags = [...OPTIONS_PAGE.matchAll(/^\| `--([\w-]+)`/gm)].map((
    [, flag],
  ) => flag);
  const names: string[] = OPTION_KEYS.map((key) => OPTIONS[key].name);
  assertEquals(flags, names);
});

Deno.test("the walk has the first lines word for word, in their order", () => {
  assert(WALK.includes("\nwscat -c ws://127.0.0.1:8080\n"));
  const [walk = ""] = fencedIn(WALK, "text");
  const typed = walk.split("\n").filter((line) => line.startsWith(">"));
  assertEquals(typed, FIRST_LINES);
});

Deno.test("the page of the API and the protocol document have every operation", () => {
  for (const { op, name } of Object.values(OPERATIONS)) {
    assert(API_PAGE.includes(`| ${op} | ${name} `), `page: ${op} ${name}`);
    assert(PROTOCOL.includes(`### ${op} ${name}\n`), `protocol: ${op} ${name}`);
  }
});

Deno.test("the page of the API and the protocol document have every route", async () => {
  const routes = [...await describedRoutes(), "GET /openapi.json"];
  assert(routes.length > 10);
  for (const route of routes) {
    // A query may follow: `GET /user/find?id=`.
    const written = new RegExp(`\`${RegExp.escape(route)}[\`?]`);
    assert(written.test(API_PAGE), `page: ${route}`);
    assert(written.test(PROTOCOL), `protocol: ${route}`);
  }
});
