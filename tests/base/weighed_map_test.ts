import { assertEquals } from "@std/assert";
import { WeighedMap } from "../../src/base/weighed_map.ts";

function create() {
  return new WeighedMap<string, number[]>({
    limit: 4,
    most: 10,
    weigh: (value) => value.length,
  });
}

function keysOf(map: WeighedMap<string, number[]>): string[] {
  return [..."abcdef"].filter((key) => map.get(key) !== undefined);
}

const of = (weight: number) => Array<number>(weight).fill(0);

Deno.test("WeighedMap: the oldest go where there are too many, or they weigh too much", () => {
  const map = create();
  for (const key of "abcde") map.set(key, of(1));
  assertEquals(keysOf(map), ["b", "c", "d", "e"]);
  map.set("f", of(8));
  assertEquals(keysOf(map), ["d", "e", "f"]);
  map.set("d", of(1));
  map.set("a", of(1));
  assertEquals(keysOf(map), ["a", "d", "f"]);
  assertEquals(map.size, 3);
});

Deno.test("WeighedMap: what weighs more, or less, than before is weighed anew", () => {
  const map = create();
  const grown = of(2);
  map.set("a", of(4));
  map.set("b", grown);
  grown.push(...of(6));
  map.set("b", grown);
  assertEquals(keysOf(map), ["b"]);
  map.set("b", of(1));
  map.set("c", of(9));
  assertEquals(keysOf(map), ["b", "c"]);
});

Deno.test("WeighedMap: what was removed weighs nothing, and what alone is too heavy is not kept", () => {
  const map = create();
  map.set("a", of(10));
  map.delete("a");
  map.delete("a");
  map.set("b", of(10));
  assertEquals(keysOf(map), ["b"]);
  map.clear();
  map.set("c", of(10));
  assertEquals(keysOf(map), ["c"]);
  map.set("d", of(11));
  assertEquals(keysOf(map), []);
});
