import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Change, Changes } from "../../src/domain/changes.ts";

Deno.test("changes of kept messages are all held, in their order, after any number", () => {
  const sequences = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), {
    maxLength: 60,
  });
  const limits = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(sequences, limits, fc.nat(80), (order, limit, after) => {
      const changes = new Changes(limit);
      const all: Change[] = [];
      let newest = 0;
      const isKept = (sequence: number) => sequence > newest - limit;
      for (const sequence of order) {
        newest = Math.max(newest, sequence);
        if (!isKept(sequence)) continue;
        changes.add(sequence, isKept);
        all.push({ change: all.length + 1, sequence });
        assertEquals(changes.size <= limit, true);
      }
      assertEquals(changes.last, all.length);
      const wanted = all.filter(({ change, sequence }) =>
        change > after && isKept(sequence)
      );
      const held = [...changes.after(after)];
      assertEquals(held.filter(({ sequence }) => isKept(sequence)), wanted);
      assertEquals(held.every(({ change }) => change > after), true);
    }),
  );
});

Deno.test("without changes there is nothing after any number", () => {
  const changes = new Changes(3);
  assertEquals([changes.last, changes.size], [0, 0]);
  for (const after of [0, 1, Number.MAX_SAFE_INTEGER]) {
    assertEquals([...changes.after(after)], []);
  }
});
