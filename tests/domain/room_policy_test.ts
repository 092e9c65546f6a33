import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { JoinMode, SendMode } from "../../src/domain/chatroom_settings.ts";
import {
  ADMIN,
  CREATOR,
  MEMBER,
  type Rank,
  rankOfRole,
  roleOf,
  SERVICE_RANK,
  type Standing,
  STRANGER,
} from "../../src/domain/rank.ts";
import {
  capOf,
  heirOf,
  isModerator,
  mayAct,
  rankChanges,
  refusedAddition,
  refusedEntry,
  refusedSend,
  type RoomAct,
  standsAbove,
} from "../../src/domain/room_policy.ts";

const RANKS = [MEMBER, ADMIN, CREATOR] as const;
const STANDINGS = [STRANGER, ...RANKS, SERVICE_RANK] as const;
const JOINS = ["open", "invite", "password"] as const;
const ACTS: readonly RoomAct[] = [
  ...["configure", "set-rank", "remove", "sanction"] as const,
  ...["list-sanctions", "add"] as const,
];

const standing = fc.constantFrom<Standing>(...STANDINGS);
const rank = fc.constantFrom<Rank>(...RANKS);
const join = fc.constantFrom<JoinMode>(...JOINS);
const members = fc.uniqueArray(
  fc.record({ id: fc.nat(50).map(String), rank }),
  {
    selector: ({ id }) => id,
    maxLength: 12,
  },
);

/** Who may do what, as the contract's table of ops says it. */
const ALLOWED: Readonly<Record<RoomAct, readonly Standing[]>> = {
  "configure": [ADMIN, CREATOR, SERVICE_RANK],
  "set-rank": [CREATOR, SERVICE_RANK],
  "remove": [ADMIN, CREATOR, SERVICE_RANK],
  "sanction": [ADMIN, CREATOR, SERVICE_RANK],
  "list-sanctions": [ADMIN, CREATOR, SERVICE_RANK],
  "add": [ADMIN, CREATOR, SERVICE_RANK],
};

Deno.test("who may do what is the contract's table, whatever the chatroom", () => {
  for (const act of ACTS) {
    for (const join of JOINS) {
      const isOpenAdd = act === "add" && join === "open";
      const also: readonly Standing[] = isOpenAdd ? [MEMBER] : [];
      for (const standing of STANDINGS) {
        const expected = [...ALLOWED[act], ...also].includes(standing);
        const found = mayAct(act, { standing, join });
        assertEquals(found, expected, `${act} ${join} ${standing}`);
      }
    }
  }
});

Deno.test("nobody stands above themselves, or both of two above each other", () => {
  for (const actor of STANDINGS) {
    assert(!standsAbove(actor, actor));
    for (const target of STANDINGS) {
      const both = standsAbove(actor, target) && standsAbove(target, actor);
      assert(!both);
      if (actor !== target) {
        assert(standsAbove(actor, target) || standsAbove(target, actor));
      }
    }
  }
});

Deno.test("whoever may do something may still do it with a higher rank", () => {
  const act = fc.constantFrom(...ACTS);
  fc.assert(fc.property(act, join, standing, standing, (act, join, a, b) => {
    if (a > b || !mayAct(act, { standing: a, join })) return;
    assert(mayAct(act, { standing: b, join }));
  }));
});

Deno.test("a role is a rank, and a rank a role", () => {
  for (const rank of RANKS) assertEquals(rankOfRole(roleOf(rank)), rank);
  assertEquals(RANKS.map(roleOf), ["member", "admin", "creator"]);
});

const entry = fc.record({
  isBanned: fc.boolean(),
  join,
  hasPassword: fc.boolean(),
  members: fc.nat(5),
  cap: fc.nat(5),
});

Deno.test("who may join is not banned, is let in, and has a place", () => {
  fc.assert(fc.property(entry, (facts) => {
    const { isBanned, join, hasPassword, members, cap } = facts;
    const refusal = refusedEntry(facts);
    const isLetIn = join === "open" || join === "password" && hasPassword;
    const isAllowed = !isBanned && isLetIn && members < cap;
    assertEquals(refusal === undefined, isAllowed);
    assertEquals(refusal === "banned", isBanned);
    if (refusal === "full") assert(isLetIn && members >= cap);
    if (refusal === "invite" || refusal === "password") {
      assertEquals(refusal, join);
    }
  }));
});

const addition = fc.record({
  isKnown: fc.boolean(),
  hasBlocked: fc.boolean(),
  isBanned: fc.boolean(),
  members: fc.nat(5),
  cap: fc.nat(5),
});

Deno.test("who can be added is known, has not blocked, is not banned, and has a place", () => {
  fc.assert(fc.property(addition, (facts) => {
    const { isKnown, hasBlocked, isBanned, members, cap } = facts;
    const can = isKnown && !hasBlocked && !isBanned && members < cap;
    assertEquals(refusedAddition(facts) === undefined, can);
  }));
});

const send = fc.record({
  rank,
  isMuted: fc.boolean(),
  send: fc.constantFrom<SendMode>("all", "admins"),
  slowMode: fc.nat(5),
  sinceLast: fc.option(fc.nat(5), { nil: undefined }),
});

Deno.test("who may send is not muted, and an admin or in nobody's way", () => {
  fc.assert(fc.property(send, (facts) => {
    const { rank, isMuted, send, slowMode, sinceLast } = facts;
    const refusal = refusedSend(facts);
    const isSlow = sinceLast !== undefined && sinceLast < slowMode;
    const isFree = isModerator(rank) || send === "all" && !isSlow;
    assertEquals(refusal === undefined, !isMuted && isFree);
    assertEquals(refusal === "muted", isMuted);
    if (refusal === "admins_only") assertEquals(send, "admins");
    if (refusal === "slow_mode") assert(isSlow && rank === MEMBER);
  }));
});

Deno.test("the cap is the chatroom's own, within the service's", () => {
  assertEquals(capOf({ maxMembers: 0 }, 7), 7);
  assertEquals(capOf({ maxMembers: 3 }, 7), 3);
  assertEquals(capOf({ maxMembers: 9 }, 7), 7);
});

Deno.test("the heir is the first admin, else the first member", () => {
  fc.assert(fc.property(members, (members) => {
    const first = members.find(({ rank }) => rank >= ADMIN) ?? members[0];
    assertEquals(heirOf(members), first?.id);
  }));
});

Deno.test("a change of ranks leaves one creator, and changes nobody else", () => {
  fc.assert(
    fc.property(members, rank, fc.nat(11), (found, rank, at) => {
      const [first, ...rest] = found;
      if (first === undefined) return;
      const others = rest.map(({ id, rank }) => ({
        id,
        rank: rank === CREATOR ? ADMIN : rank,
      }));
      const all = [{ id: first.id, rank: CREATOR as Rank }, ...others];
      const target = all[at % all.length]!;
      const changes = rankChanges({
        creator: first.id,
        target,
        rank,
        heir: () => heirOf(all.filter(({ id }) => id !== target.id)),
      });
      const after = new Map(all.map(({ id, rank }) => [id, rank]));
      for (const each of changes) after.set(each.userId, each.rank);
      const creators = [...after.values()].filter((each) => each === CREATOR);
      assertEquals([creators.length, after.size], [1, all.length]);
      assert(changes.length <= 2);
      const isKept = target.rank === CREATOR && all.length === 1;
      if (!isKept) assertEquals(after.get(target.id), rank);
      for (const { userId, rank } of changes) {
        assert(all.find(({ id }) => id === userId)?.rank !== rank);
      }
    }),
  );
});

Deno.test("the first member of a chatroom without a creator becomes it alone", () => {
  const target = { id: "ann", rank: MEMBER } as const;
  const changes = rankChanges({
    creator: undefined,
    target,
    rank: CREATOR,
    heir: () => undefined,
  });
  assertEquals(changes, [{ userId: "ann", rank: CREATOR }]);
});
