import { assertEquals } from "@std/assert";
import { SERVICE } from "../../src/storage/actor.ts";
import type { Administration } from "../../src/storage/administration.ts";
import type { Storage } from "../../src/storage/storage.ts";
import type { FakeClock } from "../helpers/fake_clock.ts";
import { refusal, refusedFor } from "../helpers/refusal.ts";

/** The bounds that {@linkcode governedBoundsHold} reaches. */
export const GOVERNED_BOUNDS = {
  maxSanctions: 3,
  maxBlocks: 2,
  maxRestricted: 3,
} as const;

/** A storage with these bounds, and what makes it look for what has ended. */
export interface BoundedStorage {
  readonly storage: Storage;
  readonly clock: FakeClock;
  readonly tend: () => Promise<void>;
}

/** However many chatrooms and users there are, so many are imposed and blocked. */
export async function governedBoundsHold(
  { storage, clock, tend }: BoundedStorage,
): Promise<void> {
  const mute = (room: string, until?: number) => {
    const about = { userId: "eve", until, reason: "spam" };
    return storage.sanction(room, SERVICE, { kind: "mute", ...about });
  };
  for (let at = 1; at <= 4; at++) {
    await storage.join(`room${at}`, `user${at}`, undefined);
  }
  for (const room of ["room1", "room2"]) await mute(room);
  await mute("room3", clock.now() + 1000);
  assertEquals((await refusal(() => mute("room4"))).code, 503);
  await mute("room1");
  clock.advance(1000);
  await tend();
  await mute("room4");
  assertEquals((await refusal(() => mute("room3"))).code, 503);
  await storage.block("user1", "user4", true);
  await storage.block("user2", "user4", true);
  const block = () => storage.block("user3", "user4", true);
  assertEquals((await refusal(block)).code, 503);
  await storage.block("user2", "user4", true);
  await storage.block("user1", "user4", false);
  await block();
}

/**
 * So many users are banned from the service or have revoked tokens; a ban that
 * has ended takes nobody's place.
 */
export async function restrictedBoundHolds(
  { administration, clock }: {
    readonly administration: Administration;
    readonly clock: FakeClock;
  },
): Promise<void> {
  const ban = (userId: string, ms: number | undefined) => {
    const until = ms === undefined ? undefined : clock.now() + ms;
    return administration.ban(userId, { until, reason: "spam" });
  };
  const isBanned = async (userId: string) =>
    (await administration.access(userId)).ban !== undefined;
  await ban("user1", 1000);
  await ban("user2", 1000);
  await administration.revoke("user2", clock.now());
  await ban("user3", 2000);
  const requireFull = async (call: () => Promise<void>) =>
    assertEquals(await refusedFor(call), [403, { reason: "full" }]);
  await requireFull(() => ban("user4", undefined));
  clock.advance(999);
  await requireFull(() => ban("user4", undefined));
  clock.advance(1);
  await ban("user4", undefined);
  assertEquals(await isBanned("user1"), false);
  const { revokedAt } = await administration.access("user2");
  assertEquals(typeof revokedAt, "number");
  assertEquals(await isBanned("user3"), true);
  const revoke = () => administration.revoke("user5", clock.now());
  await requireFull(revoke);
  await ban("user4", 10);
  clock.advance(1000);
  await revoke();
  await ban("user1", undefined);
  await requireFull(() => ban("user3", undefined));
}
