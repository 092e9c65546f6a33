import { assertEquals } from "@std/assert";
import { cut } from "../../src/base/cut.ts";

Deno.test("a text that is short enough stays as it is", () => {
  for (const text of ["", "abc", "a👋"]) assertEquals(cut(text, 3), text);
});

Deno.test("a longer one ends with a whole character", () => {
  assertEquals(cut("abcd", 3), "abc");
  assertEquals(cut("ab👋", 3), "ab");
  assertEquals(cut("a👋👋", 3), "a👋");
  assertEquals(cut("👋", 1), "");
  assertEquals(cut("abc", 0), "");
});
