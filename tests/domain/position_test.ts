import { assertEquals } from "@std/assert";
import { unreadOf } from "../../src/domain/position.ts";

Deno.test("unread counts from the furthest of mark, own message and joining", () => {
  const nowhere = { joinedSequence: 0, readSequence: 0, ownSequence: 0 };
  assertEquals(unreadOf(nowhere, 7), 7);
  for (const field of Object.keys(nowhere)) {
    const position = { ...nowhere, ownSequence: 1, [field]: 5 };
    assertEquals(unreadOf(position, 7), 2, field);
  }
  assertEquals(unreadOf({ ...nowhere, readSequence: 7 }, 7), 0);
});
