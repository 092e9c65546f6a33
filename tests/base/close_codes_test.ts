import { assert, assertEquals } from "@std/assert";
import * as closeCodes from "../../src/base/close_codes.ts";

const TABLE: closeCodes.Close[] = Object.values(closeCodes);

Deno.test("the close table is the wire's, and says who may come back", () => {
  const rows = TABLE.map(({ code, reconnect }) => `${code} ${reconnect}`);
  assertEquals(
    new Set(rows),
    new Set([
      "1001 yes",
      "1002 yes",
      "1003 no",
      "1007 yes",
      "1009 no",
      "1011 yes",
      "4400 no",
      "4401 with a new token",
      "4403 no",
      "4408 yes",
      "4409 no",
      "4413 yes",
      "4429 yes",
    ]),
  );
});

Deno.test("a reason fits into a close frame", () => {
  for (const { reason } of TABLE) {
    const { length } = new TextEncoder().encode(reason);
    assert(length > 0 && length <= 123, reason);
  }
});
