import { assertEquals } from "@std/assert";
import { ADMIN, CREATOR } from "../../src/domain/rank.ts";
import type { SanctionKind } from "../../src/domain/sanction.ts";
import { type Actor, SERVICE } from "../../src/storage/actor.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { refusal, refusedFor } from "../helpers/refusal.ts";
import type { Test } from "./contract.ts";
import {
  EMPTY_ROOM,
  joinAll,
  listOf,
  ROOM,
  send,
  syncOf,
} from "./contract_steps.ts";

const ROLE = [403, { reason: "role" }] as const;
const FIRST_PAGE = { after: undefined, count: 100 };
const FOREVER = undefined;

interface Change {
  readonly until?: number | undefined;
  readonly reason?: string;
  readonly actor?: Actor;
}

function impose(
  storage: Storage,
  kind: SanctionKind,
  userId: string,
  { until, reason, actor = "ann" }: Change = {},
) {
  return storage.sanction("room", actor, { kind, userId, until, reason });
}

/** The time of the storage, by what it writes. */
async function timeOf(storage: Storage): Promise<number> {
  const { chatroom } = await storage.join(crypto.randomUUID(), "clock", "c");
  return chatroom.createdAt;
}

export function sanctionsContract(test: Test): void {
  bansContract(test);
  mutesContract(test);
  listsContract(test);
}

function bansContract(test: Test): void {
  test("who is banned is out, and nothing of the chatroom is theirs", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await send(storage, "ann", ROOM);
    const done = await impose(storage, "ban", "bob", { until: FOREVER });
    assertEquals(done.removed?.id, "bob");
    assertEquals([done.changed, done.wasMember, done.heir], [
      true,
      true,
      undefined,
    ]);
    assertEquals((await storage.membership("room", "bob")).isMember, false);
    assertEquals(await listOf(storage, "bob"), []);
    const refused = [
      () => storage.join("room", "bob", undefined),
      () => storage.leave("room", "bob"),
      () => send(storage, "bob", ROOM),
      () => storage.history(ROOM, "bob", { before: undefined, count: 1 }),
      () => syncOf(storage, "bob", ROOM),
      () => storage.read(ROOM, "bob", 1),
      () => storage.members("room", "bob", FIRST_PAGE),
      () => storage.readChatroom("room", "bob"),
      () => storage.configure("room", "bob", { name: "x" }),
      () => storage.add("room", "bob", ["ann"]),
      () => storage.sanctions("room", "bob", FIRST_PAGE),
    ];
    for (const call of refused) {
      assertEquals(await refusedFor(call), [403, { reason: "banned" }]);
    }
    const { refused: notAdded } = await storage.add("room", "ann", ["bob"]);
    assertEquals(notAdded, [{ id: "bob", reason: "banned" }]);
  });

  test("a ban ends when it says, or when it is lifted", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob");
    const until = await timeOf(storage) + 5000;
    await impose(storage, "ban", "bob", { until });
    const join = () => storage.join("room", "bob", undefined);
    assertEquals(await refusedFor(join), [403, { reason: "banned", until }]);
    await advance(5001);
    assertEquals((await join()).joined, true);
    await impose(storage, "ban", "bob");
    assertEquals(
      (await impose(storage, "ban", "bob", { until: 0 })).changed,
      true,
    );
    assertEquals(
      (await impose(storage, "ban", "bob", { until: 0 })).changed,
      false,
    );
    assertEquals((await join()).joined, true);
  });

  test("a ban is for anybody, known or not, and outlives the chatroom's members", async ({ storage }) => {
    await joinAll(storage, "room", "ann");
    const done = await impose(storage, "ban", "nobody");
    assertEquals([done.wasMember, done.removed], [false, undefined]);
    await storage.leave("room", "ann");
    const join = () => storage.join("room", "nobody", undefined);
    assertEquals(await refusedFor(join), [403, { reason: "banned" }]);
  });

  test("nobody sanctions whom they do not stand above", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob", "cat", "dan");
    for (const userId of ["bob", "cat"]) {
      await storage.setRank("room", "ann", { userId, rank: ADMIN });
    }
    for (const kind of ["ban", "mute"] as const) {
      const refused = [
        () => impose(storage, kind, "ann", { actor: "bob" }),
        () => impose(storage, kind, "cat", { actor: "bob" }),
        () => impose(storage, kind, "bob", { actor: "bob" }),
        () => impose(storage, kind, "ann", { actor: "ann" }),
        () => impose(storage, kind, "nobody", { actor: "dan" }),
      ];
      for (const call of refused) {
        assertEquals(await refusedFor(call), [...ROLE]);
      }
    }
    const stranger = () => impose(storage, "ban", "dan", { actor: "eve" });
    assertEquals(await refusedFor(stranger), [403, null]);
    const nowhere = () =>
      storage.sanction("none", "ann", {
        kind: "ban",
        userId: "bob",
        until: FOREVER,
        reason: undefined,
      });
    assertEquals((await refusal(nowhere)).code, 404);
    const { items } = await storage.sanctions("room", "ann", FIRST_PAGE);
    assertEquals(items, []);
  });

  test("the service bans the creator, and another member succeeds", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const done = await impose(storage, "ban", "ann", { actor: SERVICE });
    assertEquals([done.removed?.id, done.heir], ["ann", "bob"]);
    const { items } = await storage.members("room", "bob", FIRST_PAGE);
    assertEquals(items.map(({ id, rank }) => [id, rank]), [["bob", CREATOR]]);
    const page = await storage.sanctions("room", "bob", FIRST_PAGE);
    assertEquals(page.items.map(({ by }) => by), ["system"]);
  });
}

function mutesContract(test: Test): void {
  test("who is muted reads and may not send, until it ends", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob");
    const until = await timeOf(storage) + 5000;
    const done = await impose(storage, "mute", "bob", { until });
    assertEquals([done.changed, done.wasMember, done.removed], [
      true,
      true,
      undefined,
    ]);
    const call = () => send(storage, "bob", ROOM);
    assertEquals(await refusedFor(call), [403, { reason: "muted", until }]);
    await storage.history(ROOM, "bob", { before: undefined, count: 1 });
    await send(storage, "ann", ROOM);
    await advance(5001);
    assertEquals((await call()).message.sequence, 2);
  });

  test("a mute survives leaving and joining, and is lifted", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await impose(storage, "mute", "bob");
    await storage.leave("room", "bob");
    await joinAll(storage, "room", "bob");
    const call = () => send(storage, "bob", ROOM);
    assertEquals(await refusedFor(call), [403, { reason: "muted" }]);
    assertEquals(
      (await impose(storage, "mute", "bob", { until: 0 })).changed,
      true,
    );
    await call();
  });

  test("who is muted is muted as an admin, too", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    await storage.setRank("room", "ann", { userId: "bob", rank: ADMIN });
    await impose(storage, "mute", "bob");
    const call = () => send(storage, "bob", ROOM);
    assertEquals(await refusedFor(call), [403, { reason: "muted" }]);
  });

  test("members are shown with the mute that is in force", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob", "cat");
    const until = await timeOf(storage) + 5000;
    await impose(storage, "mute", "bob", { until });
    await impose(storage, "mute", "cat");
    const mutes = async () => {
      const page = await storage.members("room", "ann", FIRST_PAGE);
      assertEquals(page.readerStanding, CREATOR);
      return page.items.map(({ muted }) => muted);
    };
    assertEquals(await mutes(), [undefined, { until }, { until: undefined }]);
    await advance(5001);
    assertEquals(await mutes(), [undefined, undefined, { until: undefined }]);
  });

  test("a repeated request id is answered in spite of a mute", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const requestId = "r1";
    const { message } = await send(storage, "bob", ROOM, { requestId });
    await impose(storage, "mute", "bob");
    const again = await send(storage, "bob", ROOM, { requestId });
    assertEquals([again.repeated, again.message.id], [true, message.id]);
    const other = () => send(storage, "bob", ROOM, { requestId, content: "x" });
    assertEquals((await refusal(other)).code, 409);
    await impose(storage, "ban", "bob");
    const banned = () => send(storage, "bob", ROOM, { requestId });
    assertEquals(await refusedFor(banned), [403, { reason: "banned" }]);
  });
}

function listsContract(test: Test): void {
  test("admins list what is in force, the newest first", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann", "bob");
    const at = await timeOf(storage);
    await impose(storage, "ban", "x", { until: at + 1000, reason: "loud" });
    await impose(storage, "mute", "bob", { until: at + 9000 });
    await advance(10);
    await impose(storage, "ban", "bob", { reason: "spam", actor: SERVICE });
    const { items, hasMore } = await storage.sanctions(
      "room",
      "ann",
      FIRST_PAGE,
    );
    const shown = items.map(({ at: _, ...each }) => each);
    assertEquals(hasMore, false);
    assertEquals(shown, [
      {
        kind: "ban",
        userId: "bob",
        until: undefined,
        reason: "spam",
        by: "system",
      },
      { kind: "ban", userId: "x", until: at + 1000, reason: "loud", by: "ann" },
      {
        kind: "mute",
        userId: "bob",
        until: at + 9000,
        reason: undefined,
        by: "ann",
      },
    ]);
    await advance(1000);
    const later = await storage.sanctions("room", "ann", FIRST_PAGE);
    assertEquals(later.items.map(({ userId }) => userId), ["bob", "bob"]);
  });

  test("sanctions are paged without gap or double", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann");
    const at = await timeOf(storage);
    for (let number = 0; number < 25; number++) {
      const until = number % 5 === 0 ? at + 500 : undefined;
      await impose(storage, "ban", `user${number}`, { until });
      if (number % 3 === 0) await advance(1);
    }
    await advance(1000);
    const seen: string[] = [];
    let after;
    for (;;) {
      const page = await storage.sanctions("room", "ann", { after, count: 4 });
      seen.push(...page.items.map(({ userId }) => userId));
      const last = page.items.at(-1);
      if (!page.hasMore || last === undefined) break;
      after = { time: last.at, id: `${last.kind}:${last.userId}` };
    }
    assertEquals([seen.length, new Set(seen).size], [20, 20]);
  });

  test("a sanction takes the place of the one before", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann");
    await impose(storage, "ban", "bob", { reason: "first" });
    await impose(storage, "ban", "cat");
    await advance(5);
    await impose(storage, "ban", "bob", { reason: "second" });
    const { items } = await storage.sanctions("room", "ann", FIRST_PAGE);
    const shown = items.map(({ userId, reason }) => [userId, reason]);
    assertEquals(shown, [["bob", "second"], ["cat", undefined]]);
  });

  test("only admins list sanctions", async ({ storage }) => {
    await joinAll(storage, "room", "ann", "bob");
    const call = () => storage.sanctions("room", "bob", FIRST_PAGE);
    assertEquals(await refusedFor(call), [...ROLE]);
    assertEquals(
      (await storage.sanctions("room", SERVICE, FIRST_PAGE)).items,
      [],
    );
    const nowhere = () => storage.sanctions("none", "ann", FIRST_PAGE);
    assertEquals((await refusal(nowhere)).code, 404);
  });

  test("10,000 sanctions are as many as may be in force", async ({ storage, advance }) => {
    await joinAll(storage, "room", "ann");
    const until = await timeOf(storage) + 60_000;
    const some = Array.from({ length: 1000 }, (_, at) => at);
    for (let group = 0; group < 10; group++) {
      const ids = some.map((at) => `user${group}-${at}`);
      await Promise.all(ids.map((id) => impose(storage, "ban", id, { until })));
    }
    const call = () => impose(storage, "mute", "one-more");
    assertEquals(await refusedFor(call), [403, { reason: "full" }]);
    await impose(storage, "ban", "user0-0", { until });
    await impose(storage, "ban", "user0-0", { until: 0 });
    await call();
    await advance(60_001);
    await impose(storage, "ban", "and-another");
    const { items } = await storage.sanctions("room", "ann", FIRST_PAGE);
    assertEquals(items.length, 2);
  });

  test(
    "the chatrooms that one user has created have as many sanctions together as the quota says",
    async ({ storage, administration, advance }) => {
      const place = (id: string, userId: string, until?: number) =>
        storage.sanction(id, SERVICE, {
          kind: "ban",
          userId,
          until,
          reason: undefined,
        });
      const soon = await timeOf(storage) + 60_000;
      for (const id of ["one", "two"]) await joinAll(storage, id, "ann", "bob");
      await joinAll(storage, "other", "cat");
      await administration.create("official", EMPTY_ROOM);
      await place("one", "u1");
      await place("two", "u1", soon);
      await place("two", "u2");
      await storage.leave("two", "ann");
      const more = () => place("one", "u2");
      assertEquals(await refusedFor(more), [403, { reason: "full" }]);
      await place("two", "u2");
      const ann = { kind: "ban", userId: "ann", until: undefined } as const;
      const above = { ...ann, reason: undefined };
      const notAbove = () => storage.sanction("one", "ann", above);
      assertEquals(await refusedFor(notAbove), [...ROLE]);
      for (let at = 0; at < 3; at++) await place("other", `u${at}`);
      for (let at = 0; at < 4; at++) await place("official", `u${at}`);
      await advance(60_001);
      await more();
      assertEquals((await refusedFor(() => place("two", "u3")))[0], 403);
      await place("one", "u1", 0);
      await place("two", "u3");
      await administration.disband("two");
      await place("one", "u1");
    },
    { quotas: { maxSanctions: 3 } },
  );
}
