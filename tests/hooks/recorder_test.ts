import { assert, assertEquals } from "@std/assert";
import { Recorder } from "../../src/hooks/recorder.ts";
import type { HookType } from "../../src/domain/hook_types.ts";
import { Views } from "../../src/protocol/views.ts";
import type { HookEvent } from "../../src/storage/outbox.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

const EVENT = { type: "user.online", about: ["ann"], data: {} } as const;

/** An outbox that a test lets keep events, or fail. */
function bench(backlog = 10, types: readonly HookType[] = ["user.online"]) {
  const clock = new FakeClock();
  const adding: {
    events: readonly HookEvent[];
    done: PromiseWithResolvers<void>;
  }[] = [];
  const lines: string[] = [];
  let added = 0;
  const outbox = {
    add(events: readonly HookEvent[]) {
      const done = Promise.withResolvers<void>();
      adding.push({ events, done });
      return done.promise;
    },
  };
  const recorder = new Recorder({
    outbox,
    types,
    views: new Views({ sequence: true }),
    now: clock.now,
    clock,
    log: { warn: (line) => lines.push(line) },
    backlog,
    onAdded: () => added++,
  });
  return { clock, adding, lines, recorder, added: () => added };
}

Deno.test("a reply waits until what was recorded is kept", async () => {
  const { adding, recorder, added } = bench();
  assertEquals(recorder.written, undefined);
  recorder.record(EVENT);
  recorder.record(EVENT);
  const { written } = recorder;
  let isOver = false;
  void written?.then(() => isOver = true);
  adding[0]?.done.resolve();
  await adding[0]?.done.promise;
  assertEquals(isOver, false);
  adding[1]?.done.resolve();
  await written;
  assertEquals(recorder.written, undefined);
  assertEquals(added(), 2);
});

Deno.test("what cannot be kept is held, and tried again; nobody waits for it", async () => {
  const { clock, adding, lines, recorder } = bench();
  recorder.record(EVENT);
  recorder.record(EVENT);
  for (const { done } of adding) done.reject(new Error("out of reach"));
  await recorder.written;
  assertEquals(lines, ["hooks not kept"]);
  clock.advance(1000);
  const ids = (events: readonly HookEvent[] = []) => events.map(({ id }) => id);
  assertEquals(adding.length, 3);
  assertEquals(ids(adding[2]?.events), [
    ...ids(adding[0]?.events),
    ...ids(adding[1]?.events),
  ]);
  adding[2]?.done.resolve();
  await recorder.written;
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("what is held is bounded: the oldest go and are counted", async () => {
  const { clock, adding, recorder } = bench(2);
  for (let at = 0; at < 5; at++) recorder.record(EVENT);
  for (const { done } of adding) done.reject(new Error("out of reach"));
  await recorder.written;
  assertEquals(recorder.dropped, 3);
  clock.advance(1000);
  assertEquals(adding.at(-1)?.events.length, 2);
  recorder.stop();
});

Deno.test("what fails after the end is not tried again", async () => {
  const { clock, adding, recorder } = bench();
  recorder.record(EVENT);
  recorder.stop();
  adding[0]?.done.reject(new Error("out of reach"));
  await recorder.written;
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("each event has an id of its own, and the time of its recording", () => {
  const { clock, recorder } = bench();
  const one = recorder.eventOf(EVENT);
  const other = recorder.eventOf({ ...EVENT, at: 5 });
  assert(one.id !== other.id);
  assertEquals([one.at, other.at], [clock.now(), 5]);
});

Deno.test("an event that has an id keeps it", () => {
  const { recorder } = bench();
  assertEquals(recorder.eventOf({ ...EVENT, id: "evt_own" }).id, "evt_own");
});

Deno.test("what is held about who is erased goes", async () => {
  const { clock, adding, recorder } = bench();
  recorder.record(EVENT);
  recorder.record({ ...EVENT, about: ["bob"] });
  for (const { done } of adding) done.reject(new Error("out of reach"));
  await recorder.written;
  recorder.forget("ann");
  clock.advance(1000);
  const again = adding.at(-1);
  assertEquals(again?.events.map(({ about }) => about), [["bob"]]);
  again?.done.resolve();
  await recorder.written;
});

Deno.test("what cannot be kept after that is tried again like before", async () => {
  const { clock, adding, recorder } = bench();
  const fail = async () => {
    recorder.record(EVENT);
    adding.at(-1)?.done.reject(new Error("out of reach"));
    await recorder.written;
  };
  await fail();
  recorder.forget("ann");
  await fail();
  assertEquals(clock.pendingTimers, 1);
  clock.advance(1000);
  const again = adding.at(-1);
  assertEquals(again?.events.length, 1);
  again?.done.resolve();
  await recorder.written;
  assertEquals(clock.pendingTimers, 0);
});
