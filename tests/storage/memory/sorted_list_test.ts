import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { SortedList } from "../../../src/storage/memory/sorted_list.ts";

const ascending = (a: number, b: number) => a - b;

Deno.test("a sorted list does what a sorted array does", () => {
  const step = fc.record({
    verb: fc.constantFrom("add", "add", "remove", "page"),
    value: fc.nat(600),
    count: fc.nat(300),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 1500 }), (steps) => {
      const list = new SortedList<number>(ascending);
      const plain = new Set<number>();
      for (const { verb, value, count } of steps) {
        if (verb === "add" && !plain.has(value)) {
          list.add(value);
          plain.add(value);
        }
        if (verb === "remove") {
          assertEquals(list.remove(value), plain.delete(value));
        }
        if (verb === "page") {
          const expected = [...plain].filter((each) => each > value)
            .sort(ascending).slice(0, count);
          assertEquals(list.page(value, count), expected);
        }
        assertEquals(list.size, plain.size);
      }
      assertEquals(list.page(undefined, 1000), [...plain].sort(ascending));
    }),
    { numRuns: 30 },
  );
});

Deno.test("finding, adding and removing compare a few values of very many", () => {
  let compared = 0;
  const list = new SortedList<number>((a, b) => {
    compared++;
    return a - b;
  });
  const cost = (act: () => void) => {
    compared = 0;
    act();
    return compared;
  };
  for (let value = 0; value < 100_000; value++) list.add(value);
  assertEquals(cost(() => list.page(50_000, 20)) < 40, true);
  assertEquals(cost(() => list.remove(50_000)) < 40, true);
  assertEquals(cost(() => list.add(50_000)) < 40, true);
});

Deno.test("what moves leaves no thin chunks behind", () => {
  const list = new SortedList<number>(ascending);
  for (let value = 0; value < 10_000; value++) list.add(value);
  for (let value = 0; value < 10_000; value++) {
    if (value % 100 !== 0) list.remove(value);
  }
  assertEquals(list.page(undefined, 3), [0, 100, 200]);
  assertEquals(list.page(9800, 3), [9900]);
});
