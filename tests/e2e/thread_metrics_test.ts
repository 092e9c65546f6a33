import { assert, assertEquals } from "@std/assert";
import { HeldClock } from "../helpers/held_clock.ts";
import { type Scrape, scrape } from "../helpers/scrape.ts";
import { Threaded } from "../helpers/threaded.ts";

const THREADS = ["main", "gateway-0", "gateway-1"];

/** What a service tells that waits for its threads, however late they are. */
async function told(): Promise<Scrape> {
  const clock = new HeldClock();
  clock.letGo();
  await using gim = await Threaded.startWith({ clock });
  clock.hold();
  const now = await scrape(gim.http);
  clock.letGo();
  return now;
}

/** The values of a metric by thread. */
function byThread(scrape: Scrape, name: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const [series, value] of scrape) {
    const [, thread] = /\bthread="([^"]+)"/.exec(series) ?? [];
    if (!series.startsWith(`${name}{`) || thread === undefined) continue;
    values.set(thread, value);
  }
  return values;
}

Deno.test("each thread tells of its own heap how full it is", async () => {
  const now = await told();
  const used = byThread(now, "gim_heap_used_bytes");
  const limit = byThread(now, "gim_heap_limit_bytes");
  const external = byThread(now, "gim_external_memory_bytes");
  for (const values of [used, limit, external]) {
    assertEquals([...values.keys()].toSorted(), THREADS.toSorted());
  }
  for (const thread of THREADS) {
    const share = used.get(thread)! / limit.get(thread)!;
    assert(share > 0 && share < 1, `${thread}: ${share}`);
  }
});

Deno.test("each thread tells of its own event loop how late it is", async () => {
  const lag = byThread(await told(), "gim_event_loop_lag_seconds_count");
  assertEquals([...lag.keys()].toSorted(), THREADS.toSorted());
});
