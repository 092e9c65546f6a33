import { assertEquals } from "@std/assert";
import {
  type ChangeFacts,
  type ChangePolicy,
  recallPolicy,
  refusedChange,
} from "../../src/domain/change_policy.ts";
import {
  ADMIN,
  CREATOR,
  MEMBER,
  type Rank,
  type Standing,
  STRANGER,
} from "../../src/domain/rank.ts";

const POLICY = recallPolicy(1000);
const SENT_NOW: ChangeFacts = {
  rank: MEMBER,
  senderStanding: MEMBER,
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
  const fromMember = { ...POLICY, fromRank: MEMBER };
  const above = { isSender: false, senderStanding: STRANGER } as const;
  assertEquals(refusedOf(above, fromMember), undefined);
  assertEquals(refusedOf(others, fromMember), "not-sender");
});

Deno.test("an admin recalls what those below wrote, the creator what anybody did", () => {
  const policy = recallPolicy(1000);
  const late = { isSender: false, age: 1e12 };
  const refusedFor = (rank: Rank, senderStanding: Standing) =>
    refusedOf({ ...late, rank, senderStanding }, policy);
  for (const below of [STRANGER, MEMBER] as const) {
    assertEquals(refusedFor(ADMIN, below), undefined);
    assertEquals(refusedFor(CREATOR, below), undefined);
    assertEquals(refusedFor(MEMBER, below), "not-sender");
  }
  assertEquals(refusedFor(ADMIN, ADMIN), "not-sender");
  assertEquals(refusedFor(ADMIN, CREATOR), "not-sender");
  assertEquals(refusedFor(CREATOR, CREATOR), undefined);
});
