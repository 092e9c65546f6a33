import { assertEquals } from "@std/assert";
import { banInForce, isRevoked } from "../../src/domain/user_access.ts";

Deno.test("revoked is every token that was issued up to the second of the revocation, fractions included", () => {
  const access = { revokedAt: 100_500 };
  const issued = [99, 100, 100.3, 100.99, 101, undefined];
  assertEquals(
    issued.map((issuedAt) => isRevoked(access, issuedAt)),
    [true, true, true, true, false, true],
  );
});

Deno.test("without a revocation no token is revoked", () => {
  for (const issuedAt of [0, undefined]) {
    assertEquals(isRevoked({ revokedAt: undefined }, issuedAt), false);
  }
});

Deno.test("a ban is in force until it ends", () => {
  const ban = { until: 100, reason: "spam" };
  assertEquals(banInForce({ ban }, 99), ban);
  assertEquals(banInForce({ ban }, 100), undefined);
  const forGood = { until: undefined, reason: undefined };
  assertEquals(banInForce({ ban: forGood }, 99), forGood);
});
