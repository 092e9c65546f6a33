import { assertEquals, assertMatch } from "@std/assert";

/** The values of a scrape by series, written as in the scrape. */
export type Scrape = ReadonlyMap<string, number>;

const LABEL = String.raw`[a-z_]+="(?:[^"\\\n]|\\["\\n])*"`;
const SERIES = RegExp(
  String.raw`^([a-z_]+(?:\{${LABEL}(?:,${LABEL})*\})?) (\S+)$`,
);

/** Parses Prometheus' text format; throws if it is invalid. */
export function parseScrape(text: string): Scrape {
  const values = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("# HELP ")) continue;
    if (line.startsWith("# TYPE ")) {
      assertMatch(line, /^# TYPE [a-z_]+ (counter|gauge|histogram)$/);
      continue;
    }
    const [, series = "", value = ""] = SERIES.exec(line) ?? [];
    assertMatch(value, /^(?:\+Inf|-?\d[\d.e+-]*)$/, line);
    assertEquals(values.has(series), false, `twice: ${series}`);
    values.set(series, Number(value));
  }
  return values;
}

/** Asks a service for its metrics. */
export async function scrape(
  http: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Scrape> {
  const response = await fetch(`${http}/metrics`, { headers });
  const text = await response.text();
  assertEquals(
    [response.status, response.headers.get("content-type")],
    [200, "text/plain; version=0.0.4; charset=utf-8"],
  );
  return parseScrape(text);
}

/**
 * Metrics that only a node with Redis, with a disk or with hooks has;
 * `readiness_test.ts`, `disk_test.ts` and `webhooks_test.ts` check these.
 */
export const NOT_WITH_MEMORY: Scrape = new Map([
  ["gim_bus_channels", 0],
  ["gim_bus_publications_dropped_total", 0],
  ["gim_redis_memory_bytes", 0],
  ["gim_disk_commit_seconds", 0],
  ['gim_disk_commit_seconds_bucket{le="1"}', 0],
  ["gim_disk_commit_seconds_count", 0],
  ["gim_disk_calls_total", 0],
  ["gim_disk_commits_failed_total", 0],
  ["gim_disk_calls_waiting", 0],
  ['gim_disk_pages_total{from="memory"}', 0],
  ["gim_disk_pages_total", 0],
  ['gim_disk_file_bytes{file="data"}', 0],
  ["gim_disk_file_bytes", 0],
  ["gim_hooks_waiting", 0],
  ["gim_hooks_oldest_seconds", 0],
  ["gim_hooks_delivered_total", 0],
  ["gim_hooks_failed_total", 0],
  ["gim_hooks_dropped_total", 0],
  ['gim_hooks_dropped_total{cause="backlog"}', 0],
  ['gim_hooks_dropped_total{cause="age"}', 0],
  ["gim_before_send_total", 0],
  ['gim_before_send_total{answer="failure"}', 0],
  ["gim_before_send_running", 0],
]);

/** The names of the metrics that have a value, those of histograms' parts too. */
export function namesIn(scrape: Scrape): Set<string> {
  return new Set(
    [...scrape.keys()].map((series) => series.split("{")[0] ?? ""),
  );
}

/** The sum of all series of a metric whose labels have all of these. */
export function sumOf(scrape: Scrape, name: string, ...labels: string[]) {
  let sum = 0;
  for (const [series, value] of scrape) {
    if (series.split("{")[0] !== name) continue;
    if (labels.every((label) => series.includes(label))) sum += value;
  }
  return sum;
}
