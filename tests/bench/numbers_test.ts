import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { median, quantile, ratios } from "../../bench/load/numbers.ts";

Deno.test("a quantile is the value that this share of the values do not exceed", () => {
  const values = Array.from({ length: 1000 }, (_, at) => 1000 - at);
  assertEquals(quantile(values, 0.5), 500);
  assertEquals(quantile(values, 0.99), 990);
  assertEquals(quantile(values, 0.999), 999);
  assertEquals([quantile([7], 0.5), quantile([], 0.99)], [7, 0]);
});

Deno.test("a quantile is one of the values, and no lower than that of a smaller share", () => {
  const some = fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(some, share, share, (values, a, b) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    assertEquals(values.includes(quantile(values, low)), true);
    assertEquals(quantile(values, low) <= quantile(values, high), true);
  }));
});

Deno.test("a median is the middle value, or the mean of the two in the middle", () => {
  assertEquals([median([3, 1, 2]), median([4, 1, 3, 2]), median([])], [
    2,
    2.5,
    0,
  ]);
});

Deno.test("ratios are taken round by round, and left out where there is nothing", () => {
  assertEquals(ratios([10, 20, 30], [5, 0, 60]), [2, 0.5]);
  assertEquals(ratios([10, 20], [5]), [2]);
});
