import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Changes, type NumberedChange } from "../../src/domain/changes.ts";

Deno.test("the newest changes of kept messages are all held, in their order, after any number", () => {
  const sequences = fc.array(fc.integer({ min: 1, max: 60 }), {
    maxLength: 60,
  });
  const limits = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(sequences, limits, fc.nat(80), (order, limit, after) => {
      const changes = new Changes(limit);
      let all: NumberedChange[] = [];
      let newest = 0;
      let last = 0;
      const isKept = (sequence: number) => sequence > newest - limit;
      for (const sequence of order) {
        newest = Math.max(newest, sequence);
        if (!isKept(sequence)) continue;
        assertEquals(changes.add(sequence, isKept), ++last);
        all = all.filter((each) => each.sequence !== sequence);
        all.push({ number: last, sequence });
        assertEquals(changes.size <= limit, true);
      }
      assertEquals(changes.last, last);
      const wanted = all.filter(({ number, sequence }) =>
        number > after && isKept(sequence)
      );
      const held = [...changes.after(after)];
      assertEquals(held.filter(({ sequence }) => isKept(sequence)), wanted);
      assertEquals(held.every(({ number }) => number > after), true);
    }),
  );
});

Deno.test("a message that changes again has its newest number alone", () => {
  const changes = new Changes(9);
  const numbers = [4, 7, 4].map((each) => changes.add(each, () => true));
  assertEquals(numbers, [1, 2, 3]);
  assertEquals([...changes.after(0)], [
    { number: 2, sequence: 7 },
    { number: 3, sequence: 4 },
  ]);
});

Deno.test("without changes there is nothing after any number", () => {
  const changes = new Changes(3);
  assertEquals([changes.last, changes.size], [0, 0]);
  for (const after of [0, 1, Number.MAX_SAFE_INTEGER]) {
    assertEquals([...changes.after(after)], []);
  }
});
