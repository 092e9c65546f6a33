import { assertEquals, assertThrows } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import { unlessGone } from "../../src/chat/unless_gone.ts";
import { Unsettled } from "../../src/storage/shared/out_of_reach.ts";

Deno.test("what is not there any more, and a membership that has ended, are passed over", () => {
  for (const code of [404, 403] as const) {
    assertEquals(unlessGone(new ReplyError(code, "gone")), undefined);
  }
});

Deno.test("an outage is no absence, and neither is a fault of ours", () => {
  const faults = [new Unsettled(), new ReplyError(429, "x"), new Error("x")];
  for (const fault of faults) {
    assertEquals(assertThrows(() => unlessGone(fault)), fault);
  }
});
