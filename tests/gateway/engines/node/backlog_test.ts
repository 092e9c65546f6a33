import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Backlog } from "../../../../src/gateway/engines/node/backlog.ts";

Deno.test("bytes are taken in the order in which they were added", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ add: fc.nat(600_000) }),
      fc.record({ take: fc.integer({ min: 1, max: 300_000 }) }),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(steps, (steps) => {
      const backlog = new Backlog();
      let [added, taken] = [0, 0];
      for (const step of steps) {
        if ("add" in step) {
          const bytes = Uint8Array.from(
            { length: step.add },
            (_, index) => (added + index) % 251,
          );
          backlog.add(bytes);
          added += bytes.length;
        } else {
          const bytes = backlog.take(step.take);
          const isLess = (bytes?.length ?? 0) <= step.take;
          assertEquals([isLess, bytes === undefined], [true, added === taken]);
          const wrong = bytes?.findIndex((byte, index) =>
            byte !== (taken + index) % 251
          );
          assertEquals(wrong ?? -1, -1);
          taken += bytes?.length ?? 0;
        }
        assertEquals(backlog.length, added - taken);
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("what was dropped is gone, and more can be added", () => {
  const backlog = new Backlog();
  backlog.add(new Uint8Array(1_000_000));
  backlog.drop();
  assertEquals([backlog.length, backlog.take(1)], [0, undefined]);
  backlog.add(Uint8Array.of(1, 2));
  assertEquals([...backlog.take(9) ?? []], [1, 2]);
});
