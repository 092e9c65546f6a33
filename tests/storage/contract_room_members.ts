import { assert, assertEquals } from "@std/assert";
import { ADMIN, CREATOR, MEMBER, type Rank } from "../../src/domain/rank.ts";
import { type Actor, SERVICE } from "../../src/storage/actor.ts";
import type { RankSet } from "../../src/storage/governance.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { refusal, refusedFor } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import { joinAll, listOf, ROOM, send } from "./contract_steps.ts";

const ROLE = [403, { reason: "role" }] as const;
const FIRST_PAGE = { after: undefined, count: 100 };

function rank(
  storage: Storage,
  userId: string,
  rank: Rank,
  actor: Actor = "ann",
) {
  return storage.setRank("room", actor, { userId, rank });
}

/** Who is in the chatroom, and with what rank. */
async function ranks(storage: Storage): Promise<Record<string, Rank>> {
  const { items } = await storage.members("room", SERVICE, FIRST_PAGE);
  return Object.fromEntries(items.map(({ id, rank }) => [id, rank]));
}

export function roomMembersContract(test: Test): void {
  rolesContract(test);
  successionContract(test);
  removalContract(test);
  additionContract(test);
}

function rolesContract(test: Test): void {
  test("the creator makes members admins, and admins members", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    const { member, changes } = await rank(storage, "bob", ADMIN);
    const { id, name, rank: now, muted } = member;
    assertEquals([id, name, now, muted], ["bob", "bob", ADMIN, undefined]);
    assertEquals(changes, [{ userId: "bob", rank: ADMIN }]);
    assertEquals(await ranks(storage), {
      ann: CREATOR,
      bob: ADMIN,
      cat: MEMBER,
    });
    assertEquals((await rank(storage, "bob", ADMIN)).changes, []);
    await rank(storage, "bob", MEMBER);
    assertEquals(await ranks(storage), {
      ann: CREATOR,
      bob: MEMBER,
      cat: MEMBER,
    });
    assertEquals((await storage.chatroom("room")).version, 1);
  });

  test("who passes the room on becomes an admin", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const { member, changes } = await rank(storage, "bob", CREATOR);
    assertEquals(member.rank, CREATOR);
    const expected: RankSet["changes"] = [{ userId: "bob", rank: CREATOR }, {
      userId: "ann",
      rank: ADMIN,
    }];
    assertEquals(changes, expected);
    assertEquals(await ranks(storage), { ann: ADMIN, bob: CREATOR });
    assertEquals((await storage.chatroom("room")).creator, "bob");
    const back = () => rank(storage, "ann", CREATOR);
    assertEquals(await refusedFor(back), [...ROLE]);
  });

  test("nobody but the creator sets ranks, and not their own", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    await rank(storage, "bob", ADMIN);
    const refused = [
      () => rank(storage, "cat", ADMIN, "bob"),
      () => rank(storage, "cat", ADMIN, "cat"),
      () => rank(storage, "ann", MEMBER, "bob"),
      () => rank(storage, "ann", ADMIN, "ann"),
    ];
    for (const call of refused) assertEquals(await refusedFor(call), [...ROLE]);
    const stranger = () => rank(storage, "cat", ADMIN, "dan");
    assertEquals(await refusedFor(stranger), [403, null]);
    const nobody = () => rank(storage, "dan", ADMIN);
    assertEquals((await refusal(nobody)).code, 404);
    assertEquals(await ranks(storage), {
      ann: CREATOR,
      bob: ADMIN,
      cat: MEMBER,
    });
  });

  test("the service sets any rank, and there stays one creator", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    await rank(storage, "cat", ADMIN, SERVICE);
    const { changes } = await rank(storage, "ann", MEMBER, SERVICE);
    const expected: RankSet["changes"] = [{ userId: "ann", rank: MEMBER }, {
      userId: "cat",
      rank: CREATOR,
    }];
    assertEquals(changes, expected);
    assertEquals(await ranks(storage), {
      ann: MEMBER,
      bob: MEMBER,
      cat: CREATOR,
    });
    await joinAll(storage, "alone", "dan");
    const alone = await storage.setRank("alone", SERVICE, {
      userId: "dan",
      rank: MEMBER,
    });
    assertEquals([alone.member.rank, alone.changes], [CREATOR, []]);
  });

  test("who comes back is a member", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await rank(storage, "bob", ADMIN);
    await storage.leave("room", "bob");
    await joinAll(storage, "room", "bob");
    assertEquals(await ranks(storage), { ann: CREATOR, bob: MEMBER });
  });
}

function successionContract(test: Test): void {
  test("the admin who joined first succeeds the creator", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat", "dan");
    await rank(storage, "dan", ADMIN);
    await rank(storage, "cat", ADMIN);
    assertEquals((await storage.leave("room", "ann")).heir, "cat");
    assertEquals(await ranks(storage), {
      bob: MEMBER,
      cat: CREATOR,
      dan: ADMIN,
    });
    assertEquals((await storage.chatroom("room")).creator, "cat");
  });

  test("without admins the member who joined first succeeds", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    assertEquals((await storage.leave("room", "cat")).heir, undefined);
    assertEquals((await storage.leave("room", "ann")).heir, "bob");
    await joinAll(storage, "room", "ann");
    assertEquals(await ranks(storage), { bob: CREATOR, ann: MEMBER });
  });

  test("an empty chatroom has no creator until somebody joins", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.leave("room", "bob");
    assertEquals((await storage.leave("room", "ann")).heir, undefined);
    const { creator, memberCount } = await storage.chatroom("room");
    assertEquals([creator, memberCount], ["", 0]);
    const { chatroom } = await storage.join("room", "bob", undefined);
    assertEquals(chatroom.creator, "bob");
    await joinAll(storage, "room", "ann");
    assertEquals(await ranks(storage), { bob: CREATOR, ann: MEMBER });
  });
}

function removalContract(test: Test): void {
  test("an admin removes members, and who is none is passed over", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat", "dan");
    await rank(storage, "bob", ADMIN);
    const before = (await storage.membership("room", "cat")).ordinal;
    const asked = ["cat", "nobody", "dan"];
    const { removed, heir } = await storage.remove("room", "bob", asked);
    assertEquals(removed.map(({ id }) => id), ["cat", "dan"]);
    assertEquals(heir, undefined);
    assert(removed.every(({ ordinal }) => ordinal > before));
    assertEquals(await ranks(storage), { ann: CREATOR, bob: ADMIN });
    assertEquals([...await storage.chatroomsOf("cat")], []);
    assertEquals((await storage.membership("room", "cat")).isMember, false);
    assertEquals((await refusal(() => send(storage, "cat", ROOM))).code, 403);
    assertEquals((await storage.join("room", "cat", undefined)).joined, true);
  });

  test("a removal of one who does not stand below removes nobody", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat", "dan");
    await rank(storage, "bob", ADMIN);
    await rank(storage, "dan", ADMIN);
    const refused = [
      () => storage.remove("room", "bob", ["cat", "ann"]),
      () => storage.remove("room", "bob", ["cat", "dan"]),
      () => storage.remove("room", "bob", ["cat", "bob"]),
      () => storage.remove("room", "ann", ["cat", "ann"]),
      () => storage.remove("room", "cat", ["nobody"]),
    ];
    for (const call of refused) assertEquals(await refusedFor(call), [...ROLE]);
    assertEquals(Object.keys(await ranks(storage)).length, 4);
    const nowhere = () => storage.remove("none", "ann", ["bob"]);
    assertEquals((await refusal(nowhere)).code, 404);
  });

  test("the service removes anybody, the creator too", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    const { removed, heir } = await storage.remove("room", SERVICE, ["ann"]);
    assertEquals([removed.map(({ id }) => id), heir], [["ann"], "bob"]);
    assertEquals(await ranks(storage), { bob: CREATOR, cat: MEMBER });
    const rest = await storage.remove("room", SERVICE, ["bob", "cat"]);
    assertEquals([rest.removed.length, rest.heir], [2, undefined]);
    assertEquals((await storage.chatroom("room")).creator, "");
  });
}

function additionContract(test: Test): void {
  test("any member adds users to an open chatroom", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await send(storage, "ann", ROOM);
    await storage.enter("cat", "Cat");
    const asked = ["cat", "ann", "nobody"];
    const { added, refused } = await storage.add("room", "bob", asked);
    const [{ ordinal, ...cat }] = added as [typeof added[number]];
    const place = { lastSequence: 1, lastChange: 0, hiddenUpTo: 0 };
    assertEquals(cat, { id: "cat", name: "Cat", ...place });
    assertEquals(added.length, 1);
    assertEquals(refused, [{ id: "nobody", reason: "unknown" }]);
    assert((await storage.membership("room", "cat")).ordinal >= ordinal);
    assertEquals(await ranks(storage), {
      ann: CREATOR,
      bob: MEMBER,
      cat: MEMBER,
    });
    assertEquals((await listOf(storage, "cat")).length, 1);
    await send(storage, "cat", ROOM);
  });

  test("only admins add users where the chatroom is not open", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    await storage.enter("dan", undefined);
    await storage.configure("room", "ann", { join: "invite" });
    const asBob = () => storage.add("room", "bob", ["dan"]);
    assertEquals(await refusedFor(asBob), [...ROLE]);
    await rank(storage, "bob", ADMIN);
    assertEquals((await asBob()).added.map(({ id }) => id), ["dan"]);
    const asEve = () => storage.add("room", "eve", ["dan"]);
    assertEquals(await refusedFor(asEve), [403, null]);
  });

  test("who blocks the adder is not added, except by others", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.enter("cat", undefined);
    await storage.block("cat", "ann", true);
    const { added, refused } = await storage.add("room", "ann", ["cat"]);
    assertEquals([added, refused], [[], [{ id: "cat", reason: "blocked" }]]);
    assertEquals((await storage.add("room", "bob", ["cat"])).added.length, 1);
    await storage.leave("room", "cat");
    const byService = await storage.add("room", SERVICE, ["cat"]);
    assertEquals(byService.added.length, 1);
  });

  test("a full chatroom takes nobody who is added", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    for (const id of ["bob", "cat"]) await storage.enter(id, undefined);
    await storage.configure("room", "ann", { maxMembers: 2 });
    const { added, refused } = await storage.add("room", "ann", ["bob", "cat"]);
    assertEquals(added.map(({ id }) => id), ["bob"]);
    assertEquals(refused, [{ id: "cat", reason: "full" }]);
  });

  test("whom the service adds to an empty chatroom becomes its creator", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    await storage.leave("room", "ann");
    await storage.enter("bob", undefined);
    await storage.add("room", SERVICE, ["bob"]);
    assertEquals(await ranks(storage), { bob: CREATOR });
  });

  test(
    "chatrooms that others have added a user to do not count in their quota",
    async ({ storage }) => {
      await storage.enter("ann", undefined);
      for (const room of ["a", "b", "c"]) {
        await joinAll(storage, room, `owner-of-${room}`);
        await storage.add(room, `owner-of-${room}`, ["ann"]);
      }
      await joinAll(storage, "own", "ann");
      const more = () => storage.join("more", "ann", undefined);
      assertEquals(await refusedFor(more), [403, { reason: "full" }]);
      await storage.leave("a", "ann");
      assertEquals(await refusedFor(more), [403, { reason: "full" }]);
      await storage.leave("own", "ann");
      assertEquals((await more()).joined, true);
      assertEquals(
        (await refusal(() => storage.join("a", "ann", undefined))).code,
        403,
      );
    },
    { quotas: { maxJoined: 1 } },
  );

  test(
    "others add a user to as many chatrooms as may be, who joins all the same",
    async ({ storage }) => {
      await storage.enter("ann", undefined);
      const rooms = ["a", "b", "c"];
      for (const id of rooms) await joinAll(storage, id, `owner-of-${id}`);
      const add = (id: string) => storage.add(id, `owner-of-${id}`, ["ann"]);
      for (const id of ["a", "b"]) {
        assertEquals((await add(id)).added.map((each) => each.id), ["ann"]);
      }
      const { added, refused } = await add("c");
      assertEquals(added, []);
      assertEquals(refused, [{ id: "ann", reason: "full" }]);
      assertEquals((await storage.join("c", "ann", undefined)).joined, true);
      await storage.leave("c", "ann");
      await storage.leave("a", "ann");
      assertEquals((await add("c")).added.map((each) => each.id), ["ann"]);
    },
    { quotas: { maxAdded: 2 } },
  );

  test(
    "a chatroom counts for who made it, whoever is its creator now",
    async ({ storage }) => {
      await joinAll(storage, "room", "ann", "bob");
      await rank(storage, "bob", CREATOR);
      await storage.leave("room", "ann");
      const asAnn = () => storage.join("more", "ann", undefined);
      assertEquals(await refusedFor(asAnn), [403, { reason: "full" }]);
      assertEquals((await storage.join("bobs", "bob", undefined)).joined, true);
    },
    { quotas: { maxCreated: 1 } },
  );
}
