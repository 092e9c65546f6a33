import { assert, assertEquals } from "@std/assert";
import { Webhook } from "standardwebhooks";
import { refusalOf, sign } from "../../src/hooks/signature.ts";
import { HOOK_SECRET } from "../helpers/back_end.ts";

const NOW = Math.floor(Date.now() / 1000);
const SIGNED = { id: "evt_1", timestamp: NOW, body: '{"text":"naïve 👋"}' };

Deno.test("a signature is one of Standard Webhooks", () => {
  const headers = {
    "webhook-id": SIGNED.id,
    "webhook-timestamp": String(SIGNED.timestamp),
    "webhook-signature": sign(SIGNED, HOOK_SECRET),
  };
  const verified = new Webhook(HOOK_SECRET).verify(SIGNED.body, headers);
  assertEquals(verified, { text: "naïve 👋" });
});

Deno.test("a signature of the public package is taken, also among others", () => {
  const theirs = new Webhook(HOOK_SECRET).sign(
    SIGNED.id,
    new Date(NOW * 1000),
    SIGNED.body,
  );
  for (const header of [theirs, `v1,AAAA ${theirs}`]) {
    const refusal = refusalOf(SIGNED, {
      header,
      secret: HOOK_SECRET,
      now: NOW + 299,
    });
    assertEquals(refusal, undefined);
  }
});

Deno.test("what was changed, or is old, or signed by somebody else, is refused", () => {
  const header = sign(SIGNED, HOOK_SECRET);
  const check = (changes: Partial<typeof SIGNED>, now = NOW, got = header) =>
    refusalOf({ ...SIGNED, ...changes }, {
      header: got,
      secret: HOOK_SECRET,
      now,
    });
  assertEquals(check({}), undefined);
  assert(check({ body: "{}" }));
  assert(check({ id: "evt_2" }));
  assert(check({}, NOW + 301));
  assert(check({}, NOW - 301));
  assert(check({ timestamp: NaN }));
  assert(check({}, NOW, ""));
  assert(check({}, NOW, sign(SIGNED, `whsec_${btoa("other".repeat(5))}`)));
});
