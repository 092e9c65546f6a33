import { assertEquals } from "@std/assert";
import { ToldChanges } from "../../src/nodes/told_changes.ts";

Deno.test("a change is told once, whatever number it comes with", () => {
  const told = new ToldChanges();
  told.begin(3);
  assertEquals([told.note("a", 4), told.note("a", 4)], [true, false]);
  assertEquals([told.note("b", 4), told.note("a", 9)], [true, false]);
  assertEquals(
    told.since,
    3,
    "4 has been given out twice: both are looked for",
  );
});

Deno.test("without a beginning all before the first change that is heard of is known", () => {
  const told = new ToldChanges();
  assertEquals(told.since, undefined);
  told.note("a", 8);
  told.begin(2);
  assertEquals(told.since, 7);
  told.goBack(5);
  assertEquals(told.since, 5);
});

Deno.test("the last 100 changes are remembered, those before are believed to be told", () => {
  const told = new ToldChanges();
  told.begin(0);
  for (let change = 1; change <= 150; change++) told.note(`m${change}`, change);
  assertEquals(told.since, 50);
  assertEquals([told.note("m51", 51), told.note("m50", 50)], [false, true]);
});
