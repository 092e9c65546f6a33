import { assertEquals } from "@std/assert";
import { quote } from "../../src/options/usage_error.ts";

Deno.test("a long value is quoted to its 80th character, none of them cut", () => {
  assertEquals(quote("x".repeat(80)), `"${"x".repeat(80)}"`);
  assertEquals(quote("x".repeat(81)), `"${"x".repeat(80)}…"`);
  assertEquals(quote(`${"x".repeat(79)}👋`), `"${"x".repeat(79)}…"`);
});
