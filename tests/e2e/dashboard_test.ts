import { assert, assertEquals, assertMatch } from "@std/assert";
import { METRICS } from "../../src/observe/metrics/table.ts";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { fencedIn, readDocument } from "../helpers/documents.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import {
  namesIn,
  NOT_WITH_MEMORY,
  type Scrape,
  scrape,
} from "../helpers/scrape.ts";

const ROOT = new URL("../../", import.meta.url);
const gim = serviceOfThisFile();

/** A panel of the dashboard, as far as it matters here. */
interface Panel {
  readonly title: string;
  readonly targets?: readonly {
    readonly expr: string;
    readonly refId: string;
  }[];
}

/** The metrics that a query reads, and the labels it selects or groups by. */
interface Used {
  readonly name: string;
  readonly labels: readonly string[];
}

/** What Prometheus adds itself. */
const OF_PROMETHEUS = new Set(["up", "job", "instance", "le"]);

function used(query: string): Used[] {
  const plain = query.replace(/#.*$/gm, "");
  const grouped = [...plain.matchAll(/\bby \(([^)]*)\)/g)]
    .flatMap(([, labels = ""]) => labels.split(/,\s*/));
  return [...plain.matchAll(/\b((?:gim|process)_\w+|up)\b(?:\{([^}]*)\})?/g)]
    .map(([, name = "", selector = ""]) => ({
      name,
      labels: [...selector.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)]
        .map(([, label = ""]) => label).concat(grouped),
    }));
}

/** Does something that raises what is told only once it has happened. */
async function visit(): Promise<Scrape> {
  await using ann = await TestClient.login(gim.ws, "ann");
  await ann.ask(OP.join, { id: "room" });
  await ann.say("room", "hello");
  await ann.push();
  await ann.refused(400, OP.user, {});
  // The second scrape has the first.
  await scrape(gim.http);
  return new Map([...await scrape(gim.http), ...NOT_WITH_MEMORY]);
}

function labelsOf(scrape: Scrape, name: string): Set<string> {
  const labels = [...scrape.keys()]
    .filter((series) => series.split("{")[0] === name)
    .flatMap((series) => [...series.matchAll(/(\w+)="/g)])
    .map(([, label = ""]) => label);
  return new Set(labels);
}

/** The queries of a text that name what no scrape has. */
function unfounded(queries: readonly string[], scrape: Scrape): string[] {
  const names = namesIn(scrape);
  return queries.flatMap((query) =>
    used(query)
      .filter(({ name }) => name !== "up")
      .flatMap(({ name, labels }) => {
        if (!names.has(name)) return [`${name}: ${query}`];
        const known = labelsOf(scrape, name);
        return labels
          .filter((label) => !OF_PROMETHEUS.has(label) && !known.has(label))
          .map((label) => `${name} has no ${label}: ${query}`);
      })
  );
}

async function dashboard(): Promise<Panel[]> {
  const text = await Deno.readTextFile(new URL("docs/grafana.json", ROOT));
  return JSON.parse(text).panels;
}

Deno.test("every query of the dashboard asks for what a scrape has", async () => {
  const panels = await dashboard();
  const queries = panels.flatMap(({ targets = [] }) =>
    targets.map(({ expr }) => expr)
  );
  assert(queries.length > 40);
  for (const query of queries) assert(used(query).length > 0, query);
  assertEquals(unfounded(queries, await visit()), []);
});

Deno.test("the dashboard shows every metric", async () => {
  const text = JSON.stringify(await dashboard());
  const absent = Object.keys(METRICS).filter((name) => !text.includes(name));
  assertEquals(absent, []);
});

/** The queries that the page on monitoring advises. */
async function advised(): Promise<string[]> {
  return fencedIn(await readDocument("docs/monitoring.md"), "promql")
    .flatMap((block) => block.split("\n"))
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** What a query selects, each alternative of a `=~` by itself. */
function selected(query: string): { name: string; labels: string[] }[] {
  return [...query.matchAll(/\b((?:gim|process)_\w+)(?:\{([^}]*)\})?/g)]
    .flatMap(([, name = "", selector = ""]) => {
      const matchers = [...selector.matchAll(/(\w+)=~?"([^"]*)"/g)]
        .map(([, label = "", values = ""]) =>
          values.split("|").map((value) => `${label}="${value}"`)
        );
      const [first = [], ...others] = matchers;
      assert(others.length === 0, `one label at most: ${query}`);
      return matchers.length === 0
        ? [{ name, labels: [] }]
        : first.map((label) => ({ name, labels: [label] }));
    });
}

Deno.test("every query that is advised asks for what a scrape has", async () => {
  const queries = await advised();
  assert(queries.length > 12);
  for (const query of queries) assert(used(query).length > 0, query);
  assertEquals(unfounded(queries, await visit()), []);
});

Deno.test("every series that is advised to watch is there before anything happens", async () => {
  await using fresh = await Gim.start();
  const scraped = [...await scrape(fresh.http), ...NOT_WITH_MEMORY];
  const isThere = ({ name, labels }: { name: string; labels: string[] }) =>
    scraped.some(([series]) =>
      series.split("{")[0] === name &&
      labels.every((label) => series.includes(label))
    );
  const queries = await advised();
  const absent = queries.flatMap(selected).filter((each) => !isThere(each));
  assertEquals(absent, []);
  const unheard = { name: "gim_faults_total", labels: ['code="418"'] };
  assertEquals(isThere(unheard), false);
});

Deno.test("a query for what is not there is found", async () => {
  const now = await visit();
  const wrong = ["rate(gim_mesages_total[5m])", 'gim_logins_total{status="1"}'];
  assertEquals(unfounded(wrong, now).length, 2);
});

Deno.test("every query of the dashboard is of the jobs and nodes that are chosen", async () => {
  const text = await Deno.readTextFile(new URL("docs/grafana.json", ROOT));
  const { templating } = JSON.parse(text);
  const names = templating.list.map(({ name }: { name: string }) => name);
  assertEquals(names, ["datasource", "job", "instance"]);
  const selectors = (await dashboard())
    .flatMap(({ targets = [] }) => targets)
    .flatMap(({ expr }) => used(expr));
  for (const { name, labels } of selectors) {
    assert(labels.includes("job") && labels.includes("instance"), name);
  }
});

Deno.test("each query of a panel has an id of its own", async () => {
  for (const { title, targets = [] } of await dashboard()) {
    const ids = targets.map(({ refId }) => refId);
    assertEquals(new Set(ids).size, ids.length, title);
  }
});

Deno.test("what is told of one node only says so", () => {
  const ofNode: (keyof typeof METRICS)[] = [
    ...["gim_users_online", "gim_chatrooms_online"] as const,
    ...["gim_chatrooms_busy", "gim_connections"] as const,
  ];
  for (const name of ofNode) {
    assertMatch(METRICS[name].help, /on this node/, name);
  }
  for (const [name, { help }] of Object.entries(METRICS)) {
    if (!name.startsWith("gim_stored_")) continue;
    assertMatch(help, /not with Redis/, name);
  }
});
