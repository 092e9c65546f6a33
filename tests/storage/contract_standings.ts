import { assertEquals } from "@std/assert";
import { ADMIN, CREATOR, MEMBER } from "../../src/domain/rank.ts";
import type { SanctionKind } from "../../src/domain/sanction.ts";
import type { Administration } from "../../src/storage/administration.ts";
import { SERVICE } from "../../src/storage/actor.ts";
import type { Storage } from "../../src/storage/storage.ts";
import type { Test } from "./contract.ts";
import { joinAll } from "./contract_steps.ts";

interface Terms {
  readonly kind?: SanctionKind;
  readonly until?: number | undefined;
  readonly reason?: string | undefined;
}

/** Bans ben, or whatever else is named, from a chatroom. */
function impose(
  storage: Storage,
  chatroomId: string,
  { kind = "ban", until, reason }: Terms = {},
) {
  const change = { kind, userId: "ben", until, reason };
  return storage.sanction(chatroomId, SERVICE, change);
}

/** The ids of all sanctions on a user, page by page. */
async function idsOf(
  administration: Administration,
  userId: string,
  count = 100,
): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const query = { prefix: "", after, count };
    const page: Awaited<ReturnType<Administration["sanctionsOf"]>> =
      await administration.sanctionsOf(userId, query);
    ids.push(...page.items.map(({ id }) => id));
    after = page.next;
  }
  return ids;
}

/** Where a user stands in chatrooms, as operators ask. */
export function standingsContract(test: Test): void {
  test("an operator sees what a member is in a chatroom", async ({ storage, administration }) => {
    await storage.enter("ben", "Ben");
    await joinAll(storage, "den", "ann", "ben", "cat");
    await storage.setRank("den", SERVICE, { userId: "cat", rank: ADMIN });
    const ranks = ["ann", "ben", "cat"].map(async (id) =>
      (await administration.member("den", id))?.rank
    );
    assertEquals(await Promise.all(ranks), [CREATOR, MEMBER, ADMIN]);
    await impose(storage, "den", { kind: "mute" });
    const page = { after: undefined, count: 100 };
    const { items } = await storage.members("den", SERVICE, page);
    const ben = await administration.member("den", "ben");
    assertEquals(ben, items.find(({ id }) => id === "ben"));
    assertEquals([ben?.name, ben?.muted], ["Ben", { until: undefined }]);
    for (const [room, id] of [["den", "dan"], ["nowhere", "ben"]] as const) {
      assertEquals(await administration.member(room, id), undefined);
    }
  });

  test("what is imposed on a user is found in all chatrooms, page by page", async ({ storage, administration }) => {
    assertEquals(await idsOf(administration, "ben"), []);
    for (const room of ["pub", "Den", "den", "d.n"]) {
      await joinAll(storage, room, "ann", "cat", "ben");
    }
    await impose(storage, "pub", { kind: "mute", reason: 'says "no"' });
    await impose(storage, "den");
    await impose(storage, "den", { kind: "mute" });
    await impose(storage, "Den");
    await storage.sanction("d.n", SERVICE, {
      kind: "ban",
      userId: "cat",
      until: undefined,
      reason: undefined,
    });
    const all = ["Den:ban", "den:ban", "den:mute", "pub:mute"];
    for (const count of [1, 3, 4, 100]) {
      assertEquals(await idsOf(administration, "ben", count), all);
    }
    const query = { prefix: "", after: "den:mute", count: 1 };
    const { items: [last] } = await administration.sanctionsOf("ben", query);
    const { at: _, ...sanction } = last!.sanction;
    assertEquals([last?.chatroomId, sanction], ["pub", {
      kind: "mute",
      userId: "ben",
      until: undefined,
      reason: 'says "no"',
      by: "system",
    }]);
    await administration.disband("den");
    assertEquals(await idsOf(administration, "ben"), ["Den:ban", "pub:mute"]);
  });

  test("what has ended or was lifted is not imposed any more", async ({ storage, administration, advance }) => {
    await joinAll(storage, "den", "ann");
    const { createdAt } = await storage.chatroom("den");
    await impose(storage, "den", { until: createdAt + 5000 });
    await impose(storage, "den", { kind: "mute" });
    assertEquals(await idsOf(administration, "ben"), ["den:ban", "den:mute"]);
    await advance(5001);
    assertEquals(await idsOf(administration, "ben"), ["den:mute"]);
    await impose(storage, "den", { kind: "mute", until: 0 });
    assertEquals(await idsOf(administration, "ben"), []);
  });
}
