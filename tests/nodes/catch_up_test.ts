import { assertEquals } from "@std/assert";
import { createLog } from "../../src/observe/log.ts";
import { CatchUp } from "../../src/nodes/catch_up.ts";
import { Presence } from "../../src/push/presence.ts";
import { OutOfReach } from "../../src/storage/shared/out_of_reach.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

/** A catching up of one chatroom, whose storage may be gone. */
function createBench() {
  const clock = new FakeClock();
  const storage = { isGone: false, isBroken: false, isBanned: false, looks: 0 };
  const checked: string[] = [];
  const since: number[] = [];
  const users: string[] = [];
  const asked: string[] = [];
  const presence = new Presence();
  const everybody = {
    userIds: () => ["ann"],
    isOnline: () => !storage.isBanned,
  };
  const catchUp = new CatchUp({
    clock,
    presence: Object.assign(presence, everybody),
    storage: {
      enter: (id) => Promise.resolve({ id, name: id, lastSeen: 0 }),
      chatroomsOf: () => Promise.resolve([]),
    },
    registry: {
      renew: () => {
        storage.looks++;
        if (storage.isBroken) throw new Error("broken");
      },
      settled: () => Promise.resolve(),
    },
    privates: {
      check: (id, from) => {
        if (storage.isGone) return Promise.reject(new OutOfReach());
        since.push(from);
        users.push(id);
        return Promise.resolve();
      },
    },
    rooms: {
      ids: () => ["room"],
      check: (id) => {
        checked.push(id);
        return Promise.resolve();
      },
    },
    sendAway: (id) => {
      asked.push(id);
      return Promise.resolve();
    },
    log: createLog({
      level: "error",
      format: "json",
      write: () => {},
      now: clock.now,
    }),
  });
  const settle = async () => {
    for (let at = 0; at < 50; at++) await Promise.resolve();
  };
  return { asked, catchUp, checked, clock, settle, since, storage, users };
}

Deno.test("CatchUp looks at everybody and every chatroom since the loss, once", async () => {
  const { catchUp, checked, clock, settle, since } = createBench();
  catchUp.from(100);
  await settle();
  assertEquals([since, checked, clock.pendingTimers], [[100], ["room"], 0]);
});

Deno.test("CatchUp looks for nothing of whoever was sent away meanwhile", async () => {
  const { asked, catchUp, settle, storage, users } = createBench();
  storage.isBanned = true;
  catchUp.from(100);
  await settle();
  assertEquals([asked, users], [["ann"], []]);
});

Deno.test("CatchUp of one user looks at that one alone, again where it fails", async () => {
  const { catchUp, checked, clock, settle, since, storage, users } =
    createBench();
  storage.isGone = true;
  catchUp.ofUser("bob", 100);
  await settle();
  catchUp.ofUser("bob", 200);
  await settle();
  assertEquals([users, storage.looks], [[], 0]);
  storage.isGone = false;
  clock.advance(1000);
  await settle();
  assertEquals([users, since, checked], [["bob"], [100], []]);
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("CatchUp tries again what failed, and looks at the rest all the same", async () => {
  const { catchUp, checked, clock, settle, since, storage } = createBench();
  storage.isGone = true;
  catchUp.from(100);
  await settle();
  assertEquals([since, checked], [[], ["room"]]);
  storage.isGone = false;
  clock.advance(1000);
  await settle();
  assertEquals([since, clock.pendingTimers], [[100], 0]);
});

Deno.test("CatchUp forgets no earlier loss when a later one fails as well", async () => {
  const { catchUp, clock, settle, since, storage } = createBench();
  storage.isGone = true;
  catchUp.from(100);
  await settle();
  catchUp.from(200);
  await settle();
  storage.isGone = false;
  clock.advance(1000);
  await settle();
  assertEquals([since, clock.pendingTimers], [[100], 0]);
});

Deno.test("CatchUp that is stopped tries nothing any more", async () => {
  const { catchUp, clock, settle, since, storage } = createBench();
  storage.isGone = true;
  catchUp.from(100);
  await settle();
  catchUp.stop();
  storage.isGone = false;
  clock.advance(1000);
  catchUp.from(200);
  await settle();
  assertEquals([since, clock.pendingTimers], [[], 0]);
});

Deno.test("CatchUp forgets no loss where something throws at once", async () => {
  const { catchUp, clock, settle, since, storage } = createBench();
  storage.isBroken = true;
  catchUp.from(100);
  await settle();
  storage.isBroken = false;
  clock.advance(1000);
  await settle();
  assertEquals([since, clock.pendingTimers], [[100], 0]);
});

Deno.test("CatchUp waits longer and longer for what is no matter of reach", async () => {
  const { catchUp, clock, settle, storage } = createBench();
  storage.isBroken = true;
  catchUp.from(100);
  const tries: number[] = [];
  for (let second = 0; second < 300; second++) {
    await settle();
    const before = storage.looks;
    clock.advance(1000);
    await settle();
    if (storage.looks > before) tries.push(second + 1);
  }
  assertEquals(tries, [1, 3, 7, 15, 31, 63, 95, 127, 159, 191, 223, 255, 287]);
  catchUp.stop();
});
