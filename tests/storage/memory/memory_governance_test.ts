import { assertEquals } from "@std/assert";
import { SERVICE } from "../../../src/storage/actor.ts";
import type { MemoryStorage } from "../../../src/storage/memory/memory_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { createMemory } from "../../helpers/memory_storage.ts";
import { joinAll } from "../contract_steps.ts";
import {
  GOVERNED_BOUNDS,
  governedBoundsHold,
  restrictedBoundHolds,
} from "../governed_bounds.ts";

function countedOf({ counts }: MemoryStorage): readonly number[] {
  return [counts.sanctions, counts.blocks];
}

function impose(storage: MemoryStorage, userId: string, until?: number) {
  const change = { kind: "ban", userId, until, reason: undefined } as const;
  return storage.sanction("room", SERVICE, change);
}

Deno.test("sanctions and blocks are counted until they end", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, idleExpiry: 60_000 });
  await joinAll(storage, "room", "ann", "bob");
  await impose(storage, "cat", clock.now() + 1000);
  await impose(storage, "dan");
  await impose(storage, "dan");
  await storage.block("ann", "bob", true);
  await storage.block("ann", "bob", true);
  assertEquals(countedOf(storage), [2, 1]);
  await clock.advance(1000);
  await storage.sanctions("room", SERVICE, { after: undefined, count: 9 });
  await storage.block("ann", "bob", false);
  assertEquals(countedOf(storage), [1, 0]);
  await impose(storage, "dan", 0);
  assertEquals(countedOf(storage), [0, 0]);
});

Deno.test("what goes with a chatroom or a user is not counted any more", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, idleExpiry: 60_000 });
  await joinAll(storage, "room", "ann", "bob");
  await impose(storage, "cat");
  await storage.block("ann", "bob", true);
  for (let step = 0; step < 3; step++) {
    await clock.advance(61_000);
    while (storage.forgetIdle());
  }
  assertEquals(storage.counts.chatrooms, 0);
  assertEquals(countedOf(storage), [0, 0]);
});

Deno.test("all chatrooms and users together have as many sanctions and blocks as may be", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock, ...GOVERNED_BOUNDS });
  const tend = () => Promise.resolve(void storage.forgetIdle());
  await governedBoundsHold({ storage, clock, tend });
  await clock.advance(1);
  assertEquals(countedOf(storage), [3, 2]);
});

Deno.test("sanctions that have ended are dropped without anybody meeting them", async () => {
  const clock = new FakeClock();
  const storage = createMemory({ clock });
  await joinAll(storage, "room", "ann");
  for (let at = 0; at < 1200; at++) {
    await impose(storage, `user${at}`, clock.now() + 1000 + at % 3);
  }
  await impose(storage, "eve");
  clock.advance(1001);
  while (storage.forgetIdle());
  assertEquals(countedOf(storage), [401, 0]);
  clock.advance(1);
  while (storage.forgetIdle());
  assertEquals(countedOf(storage), [1, 0]);
});

Deno.test("as many users are banned or revoked as may be, and who no longer is takes no place", async () => {
  const clock = new FakeClock();
  const { administration } = createMemory({ clock, ...GOVERNED_BOUNDS });
  await restrictedBoundHolds({ administration, clock });
});
