import { assertEquals } from "@std/assert";
import { SharedTime } from "../../src/nodes/shared_time.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

/** Redis says its time after `there` and is heard after `back` more. */
function ask(
  time: SharedTime,
  clock: FakeClock,
  redis: number,
  [there, back]: [number, number],
) {
  const since = clock.elapsed();
  clock.advance(there);
  const says = clock.elapsed() + redis;
  clock.advance(back);
  time.heard(says, since);
  return time.now() - (clock.elapsed() + redis);
}

Deno.test("the shared time is the machine's until Redis has said its own", () => {
  const clock = new FakeClock(5000);
  const time = new SharedTime(clock);
  assertEquals(time.now(), 5000);
  assertEquals(ask(time, clock, 1_000_000, [3, 4]), -4);
  clock.jumpTo(0);
  clock.advance(10);
  assertEquals(time.now(), clock.elapsed() + 1_000_000 - 4);
});

Deno.test("the shared time is never ahead, and a slow answer makes it no worse", () => {
  const clock = new FakeClock();
  const time = new SharedTime(clock);
  assertEquals(ask(time, clock, 1_000_000, [0, 2]), -2);
  assertEquals(ask(time, clock, 1_000_000, [500, 2000]), -2);
  assertEquals(ask(time, clock, 1_000_000, [9, 0]), 0);
  assertEquals(ask(time, clock, 1_000_000, [0, 7]), 0);
});

Deno.test("the shared time follows Redis' clock where that is set", () => {
  const clock = new FakeClock();
  const time = new SharedTime(clock);
  ask(time, clock, 1_000_000, [1, 1]);
  assertEquals(ask(time, clock, 4_000_000, [1, 1]), -1);
  assertEquals(ask(time, clock, 500_000, [1, 1]), -1);
});
