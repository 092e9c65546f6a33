import { assertEquals } from "@std/assert";
import { KnownRecalls } from "../../src/client/known_recalls.ts";

Deno.test("a recall is told once, and of more than a thousand the oldest is forgotten", () => {
  const known = new KnownRecalls();
  for (let sequence = 1; sequence <= 1000; sequence++) {
    assertEquals(known.note(sequence), true);
  }
  assertEquals([known.note(1), known.note(1000)], [false, false]);
  known.note(1001);
  assertEquals([known.has(1), known.has(2), known.has(1001)], [
    false,
    true,
    true,
  ]);
});

Deno.test("recalls of lost messages are forgotten, as their numbers are given out again", () => {
  const known = new KnownRecalls();
  for (const sequence of [3, 1, 2]) known.note(sequence);
  known.cut(1);
  assertEquals([1, 2, 3].map((sequence) => known.note(sequence)), [
    false,
    true,
    true,
  ]);
});
