import { assertEquals } from "@std/assert";
import { adviceOf } from "../../web/console/advice.ts";
import { type Limit, limitsOf } from "../../web/console/limits.ts";
import { Metrics } from "../../web/console/metrics.ts";

function metrics(...lines: string[]): Metrics {
  return new Metrics(lines.join("\n"), 0);
}

function limit(metric: string, most: number, option = "none"): string {
  return `gim_limit{metric="${metric}",option="${option}"} ${most}`;
}

function brief({ name, used, most, from, isNear }: Limit) {
  return [name, used, most, from, isNear];
}

Deno.test("each limit that the metrics tell is shown with what is used of it", () => {
  const seen = metrics(
    "gim_sockets 900",
    limit("gim_sockets", 1000, "max-connections"),
    "gim_stored_users 5",
    limit("gim_stored_users", 1000),
    limit("gim_nothing_tells", 7),
    "gim_of_a_newer_service 3",
    limit("gim_of_a_newer_service", 10),
  );
  assertEquals(limitsOf(seen).map(brief), [
    ["Sockets", 900, 1000, "--max-connections", true],
    ["Users", 5, 1000, "fixed", false],
    ["gim_of_a_newer_service", 3, 10, "fixed", false],
  ]);
});

Deno.test("of several threads the one counts that has least left", () => {
  const unsent = "gim_outbound_fullest_bytes";
  const seen = metrics(
    `${unsent}{thread="main"} 10`,
    `${unsent}{thread="gateway-0"} 4000`,
    limit(unsent, 4096, "max-outbound-bytes"),
    'gim_heap_used_bytes{thread="main"} 20',
    'gim_heap_limit_bytes{thread="main"} 100',
    'gim_heap_used_bytes{thread="gateway-0"} 90',
    'gim_heap_limit_bytes{thread="gateway-0"} 100',
  );
  assertEquals(limitsOf(seen).map(brief), [
    ["Unsent, of one connection", 4000, 4096, "--max-outbound-bytes", true],
    ["Heap of main", 20, 100, "of V8", false],
    ["Heap of gateway-0", 90, 100, "of V8", true],
  ]);
});

Deno.test("what is full by its nature is no reason to worry", () => {
  const bytes = "gim_stored_message_bytes";
  const full = [`${bytes} 99`, limit(bytes, 100, "storage-limit")];
  const ids = [
    "gim_stored_request_ids 10",
    limit("gim_stored_request_ids", 10),
  ];
  const inMemory = metrics(...full, ...ids);
  const near = (seen: Metrics) =>
    limitsOf(seen).filter(({ isNear }) => isNear).map(({ name }) => name);
  assertEquals(near(inMemory), ["Messages in memory"]);
  const onDisk = metrics(...full, ...ids, 'gim_disk_file_bytes{file="data"} 1');
  assertEquals(near(onDisk), []);
});

Deno.test("a limit of which little is left is said in words, with what to do", () => {
  const seen = metrics("gim_sockets 860", limit("gim_sockets", 1000));
  const [advice, ...others] = adviceOf(seen, seen);
  assertEquals(others, []);
  assertEquals(advice?.what, "Sockets: 860 of 1,000.");
  assertEquals(advice?.todo.includes("--max-connections"), true);
});
