import { assertEquals } from "@std/assert";
import {
  type ChangeFacts,
  type ChangePolicy,
  recallPolicy,
  refusedChange,
} from "../../src/domain/change_policy.ts";
import { CREATOR, MEMBER, rankOf, roleOf } from "../../src/domain/rank.ts";

const POLICY = recallPolicy(1000);
const SENT_NOW: ChangeFacts = {
  rank: MEMBER,
  isSender: true,
  age: 0,
  isDone: false,
};

function refusedOf(
  changes: Partial<ChangeFacts>,
  policy: ChangePolicy = POLICY,
) {
  return refusedChange(policy, { ...SENT_NOW, ...changes });
}

Deno.test("refusedChange() lets a sender within the window", () => {
  assertEquals(refusedOf({}), undefined);
  assertEquals(refusedOf({ age: 1000 }), undefined);
  assertEquals(refusedOf({ age: 1001 }), "too-late");
});

Deno.test("refusedChange() lets who asks again, however late", () => {
  assertEquals(refusedOf({ age: 1001, isDone: true }), undefined);
});

Deno.test("refusedChange() lets nobody else, but who stands high enough", () => {
  const others = { isSender: false };
  assertEquals(refusedOf(others), "not-sender");
  assertEquals(refusedOf({ ...others, isDone: true }), "not-sender");
  assertEquals(refusedOf({ ...others, rank: CREATOR, age: 1e12 }), undefined);
  assertEquals(refusedOf(others, { ...POLICY, fromRank: MEMBER }), undefined);
});

Deno.test("the rank of a member is by who created the chatroom", () => {
  assertEquals(rankOf("ann", "ann"), CREATOR);
  assertEquals(rankOf("ann", "bob"), MEMBER);
  assertEquals([roleOf(CREATOR), roleOf(MEMBER)], [
    "creator",
    "member",
  ]);
});
