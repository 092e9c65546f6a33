import { assertEquals } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import type { Heir } from "../../../src/storage/governance.ts";
import {
  CLEARED,
  FIRST_IDLE,
  type IdlePlace,
  type WriteCalls,
} from "../../../src/storage/disk/calls.ts";
import { FileFault } from "../../../src/storage/disk/file_fault.ts";
import {
  DiskTending,
  type DiskTendingOptions,
  FIRST_STEP,
  LONGEST_STEP,
  MAX_FAILED,
} from "../../../src/storage/disk/disk_tending.ts";
import { openDisk } from "../../helpers/disk_storage.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { flush } from "../../helpers/promises.ts";
import { joinAll } from "../contract_steps.ts";

const IDLE = 60_000;

type Made = readonly [name: keyof WriteCalls, ...args: unknown[]];

/** The calls of a round without idle users. */
const ROUND = ["forgetChatrooms", ...CLEARED.map(() => "clear"), "shrink"];

function isAged([name, kind]: Made): boolean {
  return name === "clear" && kind === "aged";
}

/**
 * The calls of a run. `hasMore` answers each of them, by what it is and its
 * number, but `damaged` fails, and `idle` are the pages of users who have been
 * idle for too long.
 */
async function callsOf(
  hasMore: (made: Made, number: number) => boolean,
  idle: string[][] = [],
  damaged?: Made[0],
): Promise<Made[]> {
  const calls: Made[] = [];
  const writes = {
    first(...made: Made) {
      const number = calls.push(made);
      if (made[0] === damaged) return Promise.reject(new FileFault("damaged"));
      return Promise.resolve({ more: hasMore(made, number), touched: [] });
    },
  };
  const last: IdlePlace = [1, "last"];
  const reads = {
    call: () => Promise.resolve({ ids: idle.shift() ?? [], last }),
  };
  const tending = new DiskTending({
    writes: writes as unknown as DiskTendingOptions["writes"],
    reads: reads as unknown as DiskTendingOptions["reads"],
    clock: { after: (_, run) => queueMicrotask(run), cancel() {} },
    steady: () => 1000,
    idleExpiry: 10,
    isOnline: (id) => id === "online",
    log: { error() {} },
  });
  await tending.run();
  return calls;
}

Deno.test("what always has more to delete keeps nothing else from its turn", async () => {
  const untilThird = 2 * ROUND.length;
  const calls = await callsOf((made, number) =>
    isAged(made) && number < untilThird
  );
  const names: string[] = calls.map(([name]) => name);
  assertEquals(names, [...ROUND, ...ROUND, ...ROUND]);
});

Deno.test("the longer forgetting goes on, the longer its steps are", async () => {
  const isLong = (made: Made, number: number) => isAged(made) && number < 300;
  const steps = (await callsOf(isLong)).filter(isAged);
  const times = steps.map(([, , ms]) => ms);
  assertEquals(times.slice(0, 3), [FIRST_STEP, FIRST_STEP + 1, FIRST_STEP + 2]);
  assertEquals(times.at(-1), LONGEST_STEP);
});

Deno.test("who is online is touched, and the others are forgotten", async () => {
  const idle = [["online", "ann"], ["bob"]];
  const calls = await callsOf(() => false, idle);
  const users = calls.filter(([name]) => /touch|Users/.test(name));
  assertEquals(users, [
    ["touch", "online"],
    ["forgetUsers", ["ann"], 990, FIRST_STEP],
    ["forgetUsers", ["bob"], 990, FIRST_STEP + 1],
  ]);
});

Deno.test("who is online and cannot be touched keeps nobody from being forgotten", async () => {
  const idle = [["online", "ann"], ["bob"]];
  const calls = await callsOf(() => false, idle, "touch");
  const gone = calls.filter(([name]) => name === "forgetUsers");
  assertEquals(gone.map(([, ids]) => ids), [["ann"], ["bob"]]);
});

Deno.test("a step that meets damage is taken again, but not for ever, and keeps no other one from its turn", async () => {
  const calls = await callsOf(() => false, [], "forgetChatrooms");
  const names: string[] = calls.map(([name]) => name);
  assertEquals(names, Array.from({ length: MAX_FAILED }, () => ROUND).flat());
});

Deno.test("the next page of idle users begins after those who were passed over", async () => {
  using disk = openDisk();
  const { reads, clock } = disk;
  const [early, late] = [["a", "b"], ["c"]];
  for (const id of early) await disk.storage.enter(id, undefined);
  clock.advance(1);
  for (const id of late) await disk.storage.enter(id, undefined);
  const since = clock.now() + 1;
  const all = await reads.call("idleUsers", since, FIRST_IDLE);
  assertEquals(all.ids, [...early, ...late]);
  const [touchedAt] = all.last;
  const next = await reads.call("idleUsers", since, [touchedAt - 1, "a"]);
  assertEquals(next.ids, ["b", "c"]);
  const none = await reads.call("idleUsers", since, all.last);
  assertEquals(none, { ids: [], last: all.last });
});

Deno.test("who ends it waits for the step under way, and for no pause", async () => {
  const clock = new FakeClock();
  const step = Promise.withResolvers<{ more: boolean }>();
  const tending = new DiskTending({
    writes: { first: () => step.promise } as never,
    reads: { call: () => Promise.resolve({ ids: [] }) } as never,
    clock,
    steady: () => 1000,
    idleExpiry: 10,
    isOnline: () => false,
    log: { error() {} },
  });
  void tending.run();
  await flush();
  step.resolve({ more: true });
  await flush();
  assertEquals(clock.pendingTimers, 1);
  await tending.stop();
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("who takes the place of a creator who was idle for too long is told of", async () => {
  using disk = openDisk({ idleExpiry: IDLE });
  const { storage, writes, reads, clock } = disk;
  const heirs: Heir[] = [];
  const tending = new DiskTending({
    writes,
    reads,
    clock: systemClock,
    steady: () => clock.now(),
    idleExpiry: IDLE,
    isOnline: (userId) => userId === "bob",
    onHeir: (heir) => heirs.push(heir),
    log: { error() {} },
  });
  await joinAll(storage, "room", "ann", "bob");
  await tending.run();
  assertEquals(heirs, []);
  clock.advance(IDLE + 1);
  await tending.run();
  assertEquals(heirs, [{ chatroomId: "room", userId: "bob" }]);
  assertEquals((await storage.chatroom("room")).creator, "bob");
});
