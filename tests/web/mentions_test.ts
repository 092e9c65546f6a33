import { assertEquals } from "@std/assert";
import { calls, mentionsIn, partsOf } from "../../web/chat/mentions.ts";

Deno.test("an id behind an @ is a mention, and the text stays what it is", () => {
  const text = "@ann, look: (@ben.) write to cleo@example.com or @x@y.z!";
  const parts = partsOf(text);
  assertEquals(parts.map((part) => part.text).join(""), text);
  assertEquals(mentionsIn(text, false), ["ann", "ben", "x@y.z"]);
  assertEquals(mentionsIn("nobody @ all @-", true), undefined);
  assertEquals(mentionsIn("@ann @ann @Ann", true), ["ann", "Ann"]);
});

Deno.test("only an admin mentions everybody, and one message at most 50", () => {
  assertEquals(mentionsIn("@* and @ann", true), ["*"]);
  assertEquals(mentionsIn("@* and @ann", false), ["ann"]);
  assertEquals(mentionsIn("@*", false), undefined);
  const many = Array.from({ length: 60 }, (_, index) => `@u${index}`);
  assertEquals(mentionsIn(many.join(" "), true)?.length, 50);
});

Deno.test("a message calls whom it mentions, or everybody", () => {
  assertEquals(calls(["ben", "ann"], "ann"), true);
  assertEquals(calls(["*"], "ann"), true);
  assertEquals(calls(["ben"], "ann"), false);
  assertEquals(calls(undefined, "ann"), false);
});
