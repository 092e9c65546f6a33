import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { selectFirst } from "../../src/domain/select_first.ts";

Deno.test("selectFirst() gives what sorting all and slicing gives", () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }));
  const ascending = (a: number, b: number) => a - b;
  fc.assert(fc.property(values, fc.nat(20), (values, count) => {
    const expected = values.toSorted(ascending).slice(0, count);
    assertEquals(selectFirst(values, count, ascending), expected);
  }));
});

Deno.test("selectFirst() takes any order and any iterable once", () => {
  function* words() {
    yield* ["pear", "fig", "banana", "kiwi"];
  }
  const longestFirst = (a: string, b: string) => b.length - a.length;
  const [longest] = selectFirst(words(), 1, longestFirst);
  assertEquals(longest, "banana");
  assertEquals(selectFirst([], 3, longestFirst), []);
});
