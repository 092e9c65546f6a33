import { assertEquals } from "@std/assert";
import { MAX_WAITING, Pace } from "../../src/base/pace.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

function create({ perSecond = 100, burst = 3 } = {}) {
  const clock = new FakeClock();
  const pace = new Pace<string>({ perSecond, burst, clock });
  const done: number[] = [];
  /** Steps so often; each puts down its number when it may go on. */
  function step(times: number, key = "ann"): void {
    for (let each = 0; each < times; each++) {
      const time = pace.step(key);
      if (time === undefined) done.push(each);
      else time.then(() => done.push(each));
    }
  }
  /** What may go on since the last call, after so many milliseconds. */
  async function after(ms: number): Promise<number[]> {
    clock.advance(ms);
    await new Promise((resolve) => setTimeout(resolve, 0));
    return done.splice(0);
  }
  return { clock, pace, step, after };
}

Deno.test("so many go on at once, and the others one after another", async () => {
  const { step, after, pace } = create();
  step(6);
  assertEquals(await after(0), [0, 1, 2]);
  assertEquals(await after(9), []);
  assertEquals(await after(1), [3]);
  assertEquals(await after(20), [4, 5]);
  assertEquals(pace.waiting, 0);
});

Deno.test("who comes no quicker than the pace never waits", async () => {
  const { step, after } = create();
  step(3);
  assertEquals(await after(10), [0, 1, 2]);
  for (let each = 0; each < 50; each++) {
    step(1);
    assertEquals(await after(10), [0]);
  }
});

Deno.test("each key has a pace of its own", async () => {
  const { step, after } = create();
  step(4, "ann");
  step(3, "ben");
  assertEquals(await after(0), [0, 1, 2, 0, 1, 2]);
  assertEquals(await after(10), [3]);
});

Deno.test("nobody waits longer than a whole burst takes", async () => {
  const { step, after } = create();
  step(500);
  assertEquals((await after(0)).length, 3);
  assertEquals((await after(29)).length, 2);
  assertEquals((await after(1)).length, 495);
});

Deno.test("while as many wait as may, the others go on at once", async () => {
  const { step, after, pace } = create({ burst: 1 });
  step(1 + MAX_WAITING + 2);
  assertEquals(pace.waiting, MAX_WAITING);
  assertEquals(await after(0), [0, MAX_WAITING + 1, MAX_WAITING + 2]);
  assertEquals((await after(10)).length, MAX_WAITING);
});

Deno.test("after the end nobody waits, and no timer is left", async () => {
  const { clock, step, after, pace } = create();
  step(10);
  pace.end();
  assertEquals(clock.pendingTimers, 0);
  step(2);
  assertEquals((await after(0)).length, 12);
  assertEquals(pace.waiting, 0);
});
