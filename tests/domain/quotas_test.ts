import { assertEquals } from "@std/assert";
import { refusedJoin, USER_QUOTAS } from "../../src/domain/quotas.ts";

const QUOTAS = { ...USER_QUOTAS, maxJoined: 1000 };

Deno.test("a user may be in as many chatrooms as the quota says", () => {
  const facts = { created: 0, creates: false };
  assertEquals(refusedJoin(QUOTAS, { ...facts, joined: 999 }), undefined);
  assertEquals(refusedJoin(QUOTAS, { ...facts, joined: 1000 }), "joined");
  const unlimited = { ...QUOTAS, maxJoined: 0 };
  assertEquals(refusedJoin(unlimited, { ...facts, joined: 9999 }), undefined);
});

Deno.test("a user may have created a hundred, and join others' all the same", () => {
  const facts = { joined: 1, created: 100 };
  assertEquals(refusedJoin(QUOTAS, { ...facts, creates: true }), "created");
  assertEquals(refusedJoin(QUOTAS, { ...facts, creates: false }), undefined);
  const fewer = { joined: 1, created: 99, creates: true };
  assertEquals(refusedJoin(QUOTAS, fewer), undefined);
});
