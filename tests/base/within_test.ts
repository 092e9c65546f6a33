import { assertEquals, assertRejects } from "@std/assert";
import { atMost, within } from "../../src/base/within.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { flush } from "../helpers/promises.ts";

const LATE = () => "late";

Deno.test("work that is done in time gives its result, or its fault, and leaves no timer", async () => {
  const clock = new FakeClock();
  const patience = { ms: 100, clock };
  assertEquals(await within(Promise.resolve("done"), patience, LATE), "done");
  const fault = Promise.reject(new RangeError("failed"));
  await assertRejects(() => within(fault, patience, LATE), RangeError);
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("of work that is late there is what late returns or throws, whatever becomes of it", async () => {
  const clock = new FakeClock();
  const patience = { ms: 100, clock };
  const refuse = () => {
    throw new TypeError("too late");
  };
  const [work, other] = [
    Promise.withResolvers<string>(),
    Promise.withResolvers<string>(),
  ];
  let settled = 0;
  const returned = within(work.promise, patience, LATE);
  const thrown = within(other.promise, patience, refuse);
  returned.then(() => settled++);
  clock.advance(99);
  await flush();
  assertEquals(settled, 0);
  const refused = assertRejects(() => thrown, TypeError, "too late");
  clock.advance(1);
  assertEquals(await returned, "late");
  await refused;
  work.reject(new Error("nobody listens"));
  other.resolve("nobody listens");
  await flush();
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("waiting ends with the work, with its fault, or with the time", async () => {
  const clock = new FakeClock();
  const patience = { ms: 100, clock };
  await atMost(Promise.resolve(), patience);
  await atMost(Promise.reject(new Error("failed")), patience);
  assertEquals(clock.pendingTimers, 0);
  const waiting = atMost(new Promise(() => {}), patience);
  clock.advance(100);
  await waiting;
});
