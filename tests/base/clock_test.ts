import { assert, assertEquals } from "@std/assert";
import { steadyTime, systemClock } from "../../src/base/clock.ts";

/** Time that goes on by one whenever somebody looks. */
function ticking() {
  let readings = 0;
  return { read: () => ++readings, readings: () => readings };
}

Deno.test("within a turn the clock is read once for all that is dated", () => {
  const { read, readings } = ticking();
  const { coarse } = steadyTime(read);
  assertEquals([coarse(), coarse(), coarse()], [1, 1, 1]);
  assertEquals(readings(), 1);
});

Deno.test("what is dated after an await is dated anew", async () => {
  const { coarse } = steadyTime(ticking().read);
  assertEquals(coarse(), 1);
  await Promise.resolve();
  assertEquals(coarse(), 2);
});

Deno.test("what other microtasks of a turn date is no older than its first", async () => {
  const { coarse } = steadyTime(ticking().read);
  const dated: number[] = [];
  const later = [1, 2, 3].map(() =>
    Promise.resolve().then(() => void dated.push(coarse()))
  );
  await Promise.all(later);
  assertEquals(dated, [1, 1, 1]);
});

Deno.test("a reading does not outlive its turn, though nothing was awaited", async () => {
  const { coarse } = steadyTime(ticking().read);
  const dated = [coarse()];
  for (let turn = 0; turn < 3; turn++) {
    await new Promise<void>((resolve) =>
      systemClock.nextTurn(() => {
        dated.push(coarse(), coarse());
        resolve();
      })
    );
  }
  assertEquals(dated, [1, 2, 2, 3, 3, 4, 4]);
});

Deno.test("what is measured is read each time", () => {
  const { elapsed, coarse } = steadyTime(ticking().read);
  assertEquals([coarse(), elapsed(), elapsed()], [1, 2, 3]);
});

Deno.test("what is dated after a measurement is no older than that", async () => {
  const { elapsed, coarse } = steadyTime(ticking().read);
  coarse();
  assertEquals(elapsed(), 2);
  assertEquals(coarse(), 2);
  await Promise.resolve();
  assertEquals(elapsed(), 3);
  await Promise.resolve();
  assertEquals(coarse(), 4);
});

Deno.test("the machine's clock dates by the scale that it measures by", () => {
  const before = systemClock.elapsed();
  const dated = systemClock.coarse();
  assert(before <= dated && dated <= systemClock.elapsed());
});
