import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Shares } from "../../../src/storage/memory/shares.ts";

Deno.test("who holds more than a share is told, the one with the most first", () => {
  const shares = new Shares(10);
  shares.add("ann", 11);
  shares.add("ben", 10);
  shares.add("cat", 30);
  assertEquals(shares.heaviestFirst(), ["cat", "ann"]);
  shares.add("cat", -20);
  assertEquals(shares.heaviestFirst(), ["ann"]);
  assertEquals(shares.of("cat"), 10);
});

Deno.test("who holds nothing is forgotten", () => {
  const shares = new Shares(1);
  shares.add("ann", 5);
  shares.add("ann", -5);
  assertEquals([shares.size, shares.of("ann"), shares.heaviestFirst()], [
    0,
    0,
    [],
  ]);
});

Deno.test("it is the sums that count, in whatever order they come", () => {
  const user = fc.constantFrom("ann", "ben", "cat");
  const amounts = fc.array(fc.tuple(user, fc.integer({ min: 1, max: 9 })));
  fc.assert(fc.property(amounts, (added) => {
    const shares = new Shares(12);
    const sums = new Map<string, number>();
    for (const [userId, amount] of added) {
      shares.add(userId, amount);
      sums.set(userId, (sums.get(userId) ?? 0) + amount);
    }
    const heavy = [...sums].filter(([, sum]) => sum > 12)
      .map(([userId]) => userId);
    assertEquals(shares.heaviestFirst().toSorted(), heavy.toSorted());
    for (const [userId, sum] of sums) assertEquals(shares.of(userId), sum);
  }));
});
