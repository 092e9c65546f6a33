import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  chatroomConversation,
  privateConversation,
} from "../../src/domain/ids.ts";
import { ReplyError } from "../../src/base/errors.ts";
import { Samples } from "../../src/observe/metrics/samples.ts";
import { StorageCounts } from "../../src/observe/metrics/storage_counts.ts";
import type { Draft, Storage } from "../../src/storage/storage.ts";
import { timedStorage } from "../../src/storage/timed_storage.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { createMemory } from "../helpers/memory_storage.ts";
import { storageContract } from "./contract.ts";

function create(changes: Partial<Storage> = {}) {
  const clock = new FakeClock();
  const memory = createMemory({ clock, isOnline: () => false });
  const storage = Object.assign(memory, changes);
  const counts = new StorageCounts();
  const timed = timedStorage(storage, { counts, elapsed: clock.elapsed });
  return { clock, storage, timed, counts };
}

function figures(counts: StorageCounts): Map<string, number> {
  const samples = new Samples();
  counts.collect(samples);
  return new Map(
    samples.plain.flatMap(({ name, values }) =>
      values.map(({ metricName = name, labels, value }) =>
        [`${metricName} ${Object.values(labels).join(" ")}`, value] as const
      )
    ),
  );
}

function draft(changes: Partial<Draft> = {}): Draft {
  return {
    conversation: privateConversation("ann", "ben"),
    senderId: "ann",
    category: "text",
    content: "hello",
    requestId: undefined,
    ...changes,
  };
}

Deno.test("the caller gets the storage's own promise", async () => {
  const answer = Promise.resolve({ id: "ann", name: "ann", lastSeen: 0 });
  const { timed } = create({ user: () => answer });
  assertStrictEquals(timed.user("ann"), answer);
  await answer;
});

Deno.test("each operation is told before it is called, and before it fails", () => {
  const told = figures(create().counts);
  assertEquals(told.get("gim_storage_errors_total append"), 0);
  assertEquals(told.get("gim_storage_errors_total conversations"), 0);
  assertEquals(told.get("gim_storage_duration_seconds_count append"), 0);
});

Deno.test("a message is counted once it is stored, and a repetition is not", async () => {
  const { timed, counts } = create();
  const once = draft({ requestId: "r1" });
  await timed.append(once);
  await timed.append(once);
  await timed.join("room", "ann", undefined);
  await timed.append(draft({ conversation: chatroomConversation("room") }));
  const refused = draft({
    conversation: chatroomConversation("room"),
    senderId: "ben",
  });
  await assertRejects(() => timed.append(refused), ReplyError);
  assertEquals([counts.storedPrivate, counts.storedChatroom], [1, 1]);
  const known = figures(counts);
  assertEquals(known.get("gim_storage_duration_seconds_count append"), 4);
  assertEquals(known.get("gim_storage_errors_total append"), 0);
  assertEquals(known.get("gim_storage_duration_seconds_count join"), 1);
});

Deno.test("an append without a promise is timed and counted like one with a promise", async () => {
  const { timed, counts, storage } = create();
  const once = draft({ requestId: "r1" });
  assertEquals(timed.appendNow?.(once).repeated, false);
  assertEquals(timed.appendNow?.(once).repeated, true);
  await timed.append(once);
  const nowhere = draft({ conversation: chatroomConversation("room") });
  assertThrows(() => timed.appendNow?.(nowhere), ReplyError);
  storage.appendNow = () => {
    throw new Error("x");
  };
  const broken = timedStorage(storage, { counts, elapsed: () => 0 });
  assertThrows(() => broken.appendNow?.(once), Error, "x");
  assertEquals([counts.storedPrivate, counts.storedChatroom], [1, 0]);
  const known = figures(counts);
  assertEquals(known.get("gim_storage_duration_seconds_count append"), 5);
  assertEquals(known.get("gim_storage_errors_total append"), 1);
});

Deno.test("a storage that waits for somebody has no append without a promise", () => {
  const { storage, counts } = create();
  const waiting: Storage = { ...storage, append: storage.append };
  assertEquals(
    timedStorage(waiting, { counts, elapsed: () => 0 }).appendNow,
    undefined,
  );
});

Deno.test("being out of reach and a fault are errors, a refusal is none", async () => {
  const faults = [
    new ReplyError(503, "no"),
    new Error("x"),
    new ReplyError(404, "n"),
  ];
  const { timed, counts, clock } = create({
    user: () => Promise.reject(faults.shift()),
  });
  for (let i = 0; i < 3; i++) {
    const answer = timed.user("ann");
    clock.advance(20);
    await assertRejects(() => answer);
  }
  const known = figures(counts);
  assertEquals(known.get("gim_storage_errors_total user"), 2);
  assertEquals(known.get("gim_storage_duration_seconds_count user"), 3);
  assertEquals(known.get("gim_storage_duration_seconds_sum user"), 0.06);
});

storageContract("timedStorage", (options) => {
  const clock = new FakeClock();
  const { elapsed } = clock;
  const counts = new StorageCounts();
  const timed = createMemory({ clock, ...options });
  return Promise.resolve({
    storage: timedStorage(timed, { counts, elapsed }),
    administration: timed.administration,
    advance: (ms) =>
      ms < 0 ? clock.jumpTo(clock.now() + ms) : clock.advance(ms),
    close: () => {},
  });
});
