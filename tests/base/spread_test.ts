import { assertEquals, assertRejects } from "@std/assert";
import { AT_ONCE, Spread, SPREAD_SIZE } from "../../src/base/spread.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

Deno.test("a short list is done at once, and nothing waits for a turn", () => {
  const clock = new FakeClock();
  const done: number[] = [];
  const later = new Spread(clock).over(numbers(AT_ONCE - 1), (each) => {
    done.push(each);
  });
  assertEquals([later, clock.pendingTurns], [undefined, 0]);
  assertEquals(done, numbers(AT_ONCE - 1));
});

Deno.test("of a long list a turn does no more than its share, in order", async () => {
  const clock = new FakeClock();
  const done: number[] = [];
  const count = AT_ONCE + 2 * SPREAD_SIZE + 1;
  const later = new Spread(clock).over(numbers(count), (each) => {
    done.push(each);
  });
  const steps = [done.length];
  while (clock.pendingTurns > 0) {
    clock.turn();
    steps.push(done.length);
  }
  await later;
  assertEquals(steps, [
    AT_ONCE,
    AT_ONCE + SPREAD_SIZE,
    AT_ONCE + 2 * SPREAD_SIZE,
    count,
  ]);
  assertEquals(done, numbers(count));
});

Deno.test("many lists share one turn, and a short one does not wait for a long one", async () => {
  const clock = new FakeClock();
  const spread = new Spread(clock);
  const done = { long: 0, short: 0 };
  const long = spread.over(numbers(100_000), () => void done.long++);
  const short = spread.over(numbers(AT_ONCE + 10), () => void done.short++);
  clock.turn();
  await short;
  assertEquals(done, {
    long: AT_ONCE + SPREAD_SIZE / 2,
    short: AT_ONCE + 10,
  });
  clock.settle();
  await long;
});

Deno.test("what throws ends its own list, and no other", async () => {
  const clock = new FakeClock();
  const spread = new Spread(clock);
  let done = 0;
  const faulty = spread.over(numbers(1000), (each) => {
    if (each === AT_ONCE) throw new TypeError("no");
  });
  const other = spread.over(numbers(1000), () => void done++);
  const refused = assertRejects(() => faulty!, TypeError);
  clock.settle();
  await refused;
  await other;
  assertEquals(done, 1000);
});

Deno.test("a list whose receiver does not keep up waits for it, and holds up no other", async () => {
  const clock = new FakeClock();
  const spread = new Spread(clock);
  const keepsUp = Promise.withResolvers<void>();
  const done = { slow: 0, quick: 0 };
  const slow = spread.over(numbers(1000), () => {
    done.slow++;
    return done.slow === AT_ONCE + 10 ? keepsUp.promise : undefined;
  });
  const quick = spread.over(numbers(1000), () => void done.quick++);
  clock.settle();
  await quick;
  assertEquals(done, { slow: AT_ONCE + 10, quick: 1000 });
  assertEquals(clock.pendingTurns, 0, "nothing turns while it waits");
  keepsUp.resolve();
  await clock.turnUntil(slow!);
  assertEquals(done.slow, 1000);
});
