import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import { fencedIn, readDocument, sectionOf } from "../helpers/documents.ts";
import { hasProgram } from "../helpers/programs.ts";

const PATH = "deploy/prometheus-rules.yaml";
const FILE = new URL(`../../${PATH}`, import.meta.url).pathname;

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

async function rules(): Promise<Rule[]> {
  const { groups } = parse(await readDocument(PATH));
  return groups.flatMap(({ rules }: { rules: Rule[] }) => rules);
}

/** The queries under a heading of the page on monitoring. */
async function advised(heading: string): Promise<string[]> {
  const page = await readDocument("docs/monitoring.md");
  return fencedIn(sectionOf(page, heading), "promql")
    .flatMap((block) => block.split("\n"))
    .filter((line) => line !== "" && !line.startsWith("#"));
}

Deno.test("the alerts are the queries that are advised, each once", async () => {
  const all = await rules();
  const of = (severity: string) =>
    all.filter(({ labels }) => labels.severity === severity)
      .map(({ expr }) => expr);
  const page = await advised("What wakes somebody");
  assert(page.length > 5);
  assertEquals(of("page"), page);
  assertEquals(of("ticket"), await advised("What to look at by day"));
  assertEquals(new Set(all.map(({ alert }) => alert)).size, all.length);
});

Deno.test("each alert waits a while and says what is wrong", async () => {
  for (const rule of await rules()) {
    assertMatch(rule.alert, /^Gim[A-Z]/);
    assertMatch(rule.for, /^\d+[mh]$/, rule.alert);
    assertMatch(rule.annotations.summary, /^.{10,}$/, rule.alert);
  }
});

Deno.test({
  name: "promtool takes the alerts",
  ignore: !await hasProgram("promtool"),
  fn: async () => {
    const { code, stdout, stderr } = await new Deno.Command("promtool", {
      args: ["check", "rules", FILE],
    }).output();
    const said = new TextDecoder();
    assertEquals([code, said.decode(stderr)], [0, ""], said.decode(stdout));
  },
});
