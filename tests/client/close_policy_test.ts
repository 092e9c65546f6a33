import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { backOff } from "../../src/client/back_off.ts";
import { closePolicy } from "../../src/client/close_policy.ts";
import { OPERATION_CODES } from "../../src/client/operation_codes.ts";
import * as closes from "../../src/base/close_codes.ts";
import { OPERATIONS } from "../../src/protocol/operations.ts";

Deno.test("the client comes back as the service's close table says", () => {
  const expected = {
    "no": ["stop"],
    "yes": ["retry", "spread"],
    "with a new token": ["token"],
  };
  for (const close of Object.values(closes)) {
    const { code, reconnect } = close as closes.Close;
    const policy = closePolicy(code);
    assert(expected[reconnect].includes(policy), `${code}: ${policy}`);
  }
});

Deno.test("the client pauses at random when the service goes away", () => {
  assertEquals(closePolicy(closes.GOING_AWAY.code), "spread");
});

Deno.test("a code that is in no table is worth another try", () => {
  for (const code of [1000, 1005, 1006, 1011, 1012, 4999]) {
    assertEquals(closePolicy(code), "retry", String(code));
  }
});

Deno.test("a pause is below its bound and doubles up to the longest", () => {
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(fc.property(fc.nat(5000), share, (failures, random) => {
    const pause = backOff(failures, { base: 500, max: 30_000 }, () => random);
    assert(pause >= 0 && pause <= 30_000, String(pause));
    assert(pause <= 500 * 2 ** failures, String(pause));
  }));
  const longest = [0, 1, 2, 5, 6, 2000].map((failures) =>
    backOff(failures, { base: 500, max: 30_000 }, () => 1)
  );
  assertEquals(longest, [500, 1000, 2000, 16_000, 30_000, 30_000]);
});

Deno.test("the client's ops are the service's", () => {
  const codes = Object.values(OPERATIONS).map(({ name, op }) => [name, op]);
  assertEquals({ ...OPERATION_CODES }, Object.fromEntries(codes));
});
