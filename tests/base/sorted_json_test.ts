import { assertEquals } from "@std/assert";
import { sortedJson } from "../../src/base/sorted_json.ts";

Deno.test("the keys of an object, and of those in it, are in one order, and lists stay", () => {
  const one = '{"b":[{"d":1,"c":null},2],"a":{"y":"","x":true}}';
  const other = '{"a": {"x": true, "y": ""}, "b": [{"c": null, "d": 1}, 2]}';
  assertEquals(sortedJson(one), sortedJson(other));
  assertEquals(
    sortedJson(one),
    '{"a":{"x":true,"y":""},"b":[{"c":null,"d":1},2]}',
  );
});

Deno.test("hostile keys are keys like others", () => {
  const text = '{"constructor":2,"__proto__":{"z":1,"__proto__":null}}';
  assertEquals(
    sortedJson(text),
    '{"__proto__":{"__proto__":null,"z":1},"constructor":2}',
  );
});

Deno.test("what is no JSON stays as it is", () => {
  assertEquals(sortedJson('{"a":'), '{"a":');
});
