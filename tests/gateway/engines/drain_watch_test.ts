import { assertEquals } from "@std/assert";
import {
  DrainWatch,
  LOOKS_AT_ONCE,
  QUICK_LOOKS,
} from "../../../src/gateway/engines/drain_watch.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";

/** Somebody who has so many looks to go until all is read. */
function reader(watch: DrainWatch, left: number) {
  const draining = {
    looks: 0,
    look() {
      if (++draining.looks < left) watch.add(draining);
    },
  };
  watch.add(draining);
  return draining;
}

Deno.test("who reads is looked at until nothing is left", () => {
  const clock = new FakeClock();
  const draining = reader(new DrainWatch(clock), 3);
  clock.advance(100);
  assertEquals([draining.looks, clock.pendingTimers], [3, 0]);
});

Deno.test("it looks in the next turns, and then now and then", () => {
  const clock = new FakeClock();
  const draining = reader(new DrainWatch(clock), QUICK_LOOKS + 3);
  clock.settle();
  assertEquals([draining.looks, clock.pendingTimers], [QUICK_LOOKS, 1]);
  clock.advance(10);
  assertEquals(draining.looks, QUICK_LOOKS + 2);
});

Deno.test("of many some are looked at together, and each in its turn", () => {
  const clock = new FakeClock();
  const watch = new DrainWatch(clock);
  const all = Array.from(
    { length: 2 * LOOKS_AT_ONCE },
    () => reader(watch, Infinity),
  );
  const looks = () => all.map((each) => each.looks);
  clock.turn();
  assertEquals(looks(), all.map((_, at) => at < LOOKS_AT_ONCE ? 1 : 0));
  clock.turn();
  assertEquals(looks(), all.map(() => 1));
  for (const each of all) watch.remove(each);
  clock.advance(100);
  assertEquals([looks(), clock.pendingTimers], [all.map(() => 1), 0]);
});
