import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../src/clock.ts";
import { createLog } from "../src/log.ts";
import { OPTION_KEYS, OPTIONS } from "../src/options/table.ts";
import { OPERATIONS } from "../src/protocol/operations.ts";
import { createService } from "../src/service.ts";
import { optionsOf } from "./options/parse.ts";

const ROOT = new URL("../", import.meta.url);
const README = await Deno.readTextFile(new URL("README.md", ROOT));
const PROTOCOL = await Deno.readTextFile(new URL("docs/protocol.md", ROOT));

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

Deno.test("README has every option with its default and its sentence", () => {
  const rows = rowsOf(README);
  const missing = OPTION_KEYS.map(optionRow).filter((row) => !rows.has(row));
  assertEquals(missing, []);
});

Deno.test("README has no option that there is none of", () => {
  const flags = [...README.matchAll(/^\| `--([\w-]+)`/gm)].map(([, flag]) =>
    flag
  );
  const names: string[] = OPTION_KEYS.map((key) => OPTIONS[key].name);
  assertEquals(flags, names);
});

Deno.test("README's walk has the first lines word for word, in their order", () => {
  assert(README.includes("\nwscat -c ws://127.0.0.1:8080\n"));
  const [walk = ""] = README.match(/^```text\n> [^]*?^```$/m) ?? [];
  const typed = walk.split("\n").filter((line) => line.startsWith(">"));
  assertEquals(typed, FIRST_LINES);
});

Deno.test("README and the protocol document have every operation", () => {
  for (const { op, name } of Object.values(OPERATIONS)) {
    assert(README.includes(`| ${op} | ${name} `), `README: ${op} ${name}`);
    assert(PROTOCOL.includes(`### ${op} ${name}\n`), `protocol: ${op} ${name}`);
  }
});

Deno.test("README and the protocol document have every route", async () => {
  const routes = [...await describedRoutes(), "GET /openapi.json"];
  assert(routes.length > 10);
  for (const route of routes) {
    // A query may follow: `GET /user/find?id=`.
    const written = new RegExp(`\`${RegExp.escape(route)}[\`?]`);
    assert(written.test(README), `README: ${route}`);
    assert(written.test(PROTOCOL), `protocol: ${route}`);
  }
});
