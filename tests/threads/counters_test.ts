import { assert, assertEquals } from "@std/assert";
import { OP } from "../helpers/contract.ts";
import { type Scrape, scrape, sumOf } from "../helpers/scrape.ts";
import { Threaded } from "../helpers/threaded.ts";

const FIRST = "gateway-0";
const SECOND = "gateway-1";
const COUNTED = /_(total|bucket|sum|count)$/;

/** Series that only ever grow, and are less than they were. */
function fallen(before: Scrape, after: Scrape): string[] {
  return [...before].filter(([series, value]) =>
    COUNTED.test(series.split("{")[0]!) && (after.get(series) ?? 0) < value
  ).map(([series]) => series);
}

/** A service whose threads have both counted something. */
async function counted(...flags: string[]) {
  const gim = await Threaded.start(...flags);
  for (const name of [FIRST, SECOND]) {
    await using ann = await gim.loginAt(name, "ann");
    for (let count = 0; count < 20; count++) await ann.ask(OP.heartbeat);
  }
  return { gim, before: await scrape(gim.http) };
}

function heartbeats(scrape: Scrape): number {
  return sumOf(scrape, "gim_frames_received_total", 'op="heartbeat"');
}

Deno.test("no counter falls when a thread dies, nor when it is started again", async () => {
  const { gim, before } = await counted();
  await using _service = gim;
  assertEquals(heartbeats(before), 40);
  await gim.end(FIRST);
  assertEquals(fallen(before, await scrape(gim.http)), []);
  await gim.whole();
  await using ann = await gim.loginAt(FIRST, "ann");
  await ann.ask(OP.heartbeat);
  const after = await scrape(gim.http);
  assertEquals([fallen(before, after), heartbeats(after)], [[], 41]);
});

Deno.test("no counter falls while a thread is late to answer, and what it holds stays", async () => {
  const { gim, before } = await counted();
  await using _service = gim;
  await gim.hang(FIRST);
  const after = await scrape(gim.http);
  assert(gim.hangs(FIRST), "it was waited for");
  gim.letGo(FIRST);
  const ends = gim.lines.filter(({ level }) => level === "error");
  assertEquals(ends, [], "it was given up");
  assertEquals(fallen(before, after), []);
  assertEquals(after.get("gim_threads"), 3);
});

Deno.test("no counter falls while a thread writes down its heap", async () => {
  const { gim, before } = await counted("--profiling-enabled");
  await using _service = gim;
  const snapshot = fetch(
    `${gim.http}/debug/pprof/heapsnapshot?thread=${FIRST}`,
  );
  for (let round = 0; round < 5; round++) {
    assertEquals(fallen(before, await scrape(gim.http)), []);
  }
  await (await snapshot).bytes();
});
