import { assertEquals } from "@std/assert";
import { ColdestFirst } from "../../../src/storage/memory/coldest_first.ts";

function filled(...keys: string[]): ColdestFirst<string, string> {
  const map = new ColdestFirst<string, string>();
  keys.forEach((key, at) => map.set(key, key, at * 2000));
  return map;
}

Deno.test("the values come from the one touched longest ago on", () => {
  const map = filled("a", "b", "c");
  map.warm("a", 10_000);
  assertEquals([...map.coldest()], ["b", "c", "a"]);
  map.set("b", "B", 12_000);
  assertEquals([...map.coldest()], ["c", "a", "B"]);
});

Deno.test("a touch within a second of the last one moves nothing", () => {
  const map = filled("a", "b");
  map.warm("a", 999);
  assertEquals([...map.coldest()], ["a", "b"]);
  map.warm("a", 1000);
  assertEquals([...map.coldest()], ["b", "a"]);
});

Deno.test("a key that is not here is neither touched nor deleted", () => {
  const map = filled("a");
  map.warm("b", 9000);
  assertEquals([map.delete("b"), map.get("b"), map.size], [
    false,
    undefined,
    1,
  ]);
  assertEquals([map.delete("a"), map.get("a"), map.size], [true, undefined, 0]);
});

Deno.test("values can be removed while they are walked", () => {
  const map = filled("a", "b", "c");
  const walked: string[] = [];
  for (const value of map.coldest()) {
    walked.push(value);
    map.delete(value);
  }
  assertEquals([walked, map.size], [["a", "b", "c"], 0]);
});
