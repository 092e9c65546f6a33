import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { TokenBuckets } from "../../src/base/token_buckets.ts";

function create(perSecond: number, burst: number, limit = 100): TokenBuckets {
  return new TokenBuckets({ perSecond, burst, limit });
}

/** How many of so many uses at one moment are let through. */
function passing(
  buckets: TokenBuckets,
  key: string,
  { at, tries }: { at: number; tries: number },
): number {
  let passed = 0;
  for (let each = 0; each < tries; each++) {
    if (buckets.take(key, at) === 0) passed++;
  }
  return passed;
}

Deno.test("a burst goes through at once, and the next waits for a token", () => {
  const buckets = create(50, 200);
  assertEquals(passing(buckets, "ann", { at: 1000, tries: 200 }), 200);
  const wait = buckets.take("ann", 1000);
  assertAlmostEquals(wait, 20, 0.001);
  assertEquals(buckets.take("ann", 1000 + wait), 0);
  assert(buckets.take("ann", 1000 + wait) > 0);
});

Deno.test("a use that is refused takes nothing", () => {
  const buckets = create(1, 1);
  assertEquals(passing(buckets, "ann", { at: 0, tries: 1000 }), 1);
  assertEquals(buckets.take("ann", 1000), 0);
});

Deno.test("each key has a bucket of its own", () => {
  const buckets = create(1, 3);
  assertEquals(passing(buckets, "ann", { at: 0, tries: 9 }), 3);
  assertEquals(passing(buckets, "ben", { at: 0, tries: 9 }), 3);
});

Deno.test("a rate or a burst of 0 is no limit, and keeps nothing", () => {
  for (const buckets of [create(0, 5), create(5, 0), create(0, 0)]) {
    assertEquals(passing(buckets, "ann", { at: 0, tries: 1000 }), 1000);
    assertEquals(buckets.size(0), 0);
  }
});

Deno.test("a token that is put back can be taken again", () => {
  const buckets = create(1, 1);
  assertEquals(buckets.take("ann", 0), 0);
  buckets.putBack("ann");
  assertEquals(buckets.take("ann", 0), 0);
  assert(buckets.take("ann", 0) > 0);
  buckets.putBack("nobody");
});

Deno.test("tokens are taken ahead, at most as many as a bucket holds", () => {
  const buckets = create(10, 2);
  const waits = Array.from({ length: 6 }, () => buckets.takeAhead("ann", 0));
  assertEquals(waits, [0, 0, 100, 200, 200, 200]);
  assertEquals(buckets.takeAhead("ann", 150), 150);
  assert(buckets.take("ann", 150) > 0);
  assertEquals(create(0, 2).takeAhead("ann", 0), 0);
});

Deno.test("more tokens than the burst are never put back", () => {
  const buckets = create(1, 2);
  buckets.take("ann", 0);
  for (let each = 0; each < 9; each++) buckets.putBack("ann");
  assertEquals(passing(buckets, "ann", { at: 0, tries: 9 }), 2);
});

Deno.test("a bucket that has filled is forgotten without a timer", () => {
  const buckets = create(10, 20);
  for (let each = 0; each < 40; each++) buckets.take(`user ${each}`, 0);
  assertEquals(buckets.size(1999), 40);
  assertEquals(buckets.size(4000), 0);
});

Deno.test("one that goes on being used is kept, however long", () => {
  const buckets = create(10, 20);
  passing(buckets, "ann", { at: 0, tries: 20 });
  // One use each 50 ms is twice what comes back.
  let passed = 0;
  for (let at = 50; at <= 60_000; at += 50) {
    if (buckets.take("ann", at) === 0) passed++;
  }
  assertEquals(passed, 600);
});

Deno.test("beyond the bound those not used for longest count as full", () => {
  const buckets = create(1, 1, 10);
  buckets.take("old", 0);
  for (let each = 0; each < 1000; each++) {
    buckets.take(`user ${each}`, 1);
    assert(buckets.size(1) <= 10);
  }
  assertEquals(buckets.take("old", 1), 0);
  assert(buckets.take("user 999", 1) > 0);
});

Deno.test("nobody gets more than the burst and what comes back meanwhile", () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 });
  const rates = fc.integer({ min: 1, max: 100 });
  fc.assert(fc.property(pauses, rates, rates, (waits, perSecond, burst) => {
    const buckets = create(perSecond, burst);
    let now = 0;
    let passed = 0;
    for (const wait of waits) {
      now += wait;
      if (buckets.take("ann", now) === 0) passed++;
      assert(passed <= burst + now * perSecond / 1000 + 0.01);
    }
  }));
});

Deno.test("who waits as long as told is let through", () => {
  const rates = fc.integer({ min: 1, max: 1000 });
  fc.assert(fc.property(rates, rates, rates, (perSecond, burst, tries) => {
    const buckets = create(perSecond, burst);
    let now = 5;
    for (let each = 0; each < tries; each++) {
      const wait = buckets.take("ann", now);
      if (wait === 0) continue;
      now += Math.ceil(wait);
      assertEquals(buckets.take("ann", now), 0);
    }
  }));
});
