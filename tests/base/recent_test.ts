import { assertEquals } from "@std/assert";
import { Recent } from "../../src/base/recent.ts";

Deno.test("what was noted is known until it is too old, or noted anew", () => {
  const recent = new Recent<number>({ limit: 9, maxAge: 1000 });
  recent.set("a", 1, 0);
  assertEquals([recent.get("a", 999), recent.get("a", 1000)], [1, undefined]);
  recent.set("a", 2, 1000);
  assertEquals(recent.get("a", 1999), 2);
  recent.delete("a");
  assertEquals(recent.get("a", 1999), undefined);
});

Deno.test("what was noted later than now is not known: a clock was set back", () => {
  const recent = new Recent<number>({ limit: 9, maxAge: 1000 });
  recent.set("a", 1, 5000);
  assertEquals(recent.get("a", 4999), undefined);
});

Deno.test("beyond the limit the oldest note goes", () => {
  const recent = new Recent<number>({ limit: 2, maxAge: 1000 });
  recent.set("a", 1, 0);
  recent.set("b", 2, 0);
  recent.set("a", 3, 0);
  recent.set("c", 4, 0);
  const known = ["a", "b", "c"].map((key) => recent.get(key, 0));
  assertEquals([known, recent.size], [[3, undefined, 4], 2]);
});

Deno.test("values of a kind go, the others stay", () => {
  const recent = new Recent<number>({ limit: 9, maxAge: 1000 });
  for (let value = 1; value < 5; value++) recent.set(`of ${value}`, value, 0);
  recent.deleteWhere((value) => value > 2);
  assertEquals([recent.size, recent.get("of 2", 0)], [2, 2]);
});
