import { assertEquals, assertRejects } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import { UnsettledWrites } from "../../src/nodes/unsettled_writes.ts";
import {
  OutOfReach,
  Unsettled,
} from "../../src/storage/shared/out_of_reach.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { flush } from "../helpers/promises.ts";

/** UnsettledWrites over changes that fail so, and what is done of what they owe. */
function createBench() {
  const clock = new FakeClock();
  const warnings: string[] = [];
  const warn = (event: string) => void warnings.push(event);
  const unsettled = new UnsettledWrites({ clock, log: { warn } });
  const done: string[] = [];
  const state: { fault: Error | undefined } = { fault: undefined };
  const fail = (fault: Error, name: string) =>
    assertRejects(() =>
      unsettled.over(Promise.reject(fault), () => {
        if (state.fault !== undefined) return Promise.reject(state.fault);
        done.push(name);
        return Promise.resolve();
      })
    );
  const next = async () => {
    clock.advance(1000);
    for (let turn = 0; turn < 10; turn++) await flush();
  };
  return { clock, done, unsettled, fail, next, state, warnings };
}

Deno.test("UnsettledWrites settles a change of unknown fate, and no other", async () => {
  const { clock, done, unsettled, fail, next } = createBench();
  assertEquals(
    await unsettled.over(Promise.resolve(1), () => Promise.reject()),
    1,
  );
  await fail(new OutOfReach(), "not sent");
  await fail(new ReplyError(403, "no"), "refused");
  assertEquals(clock.pendingTimers, 0);
  await fail(new Unsettled(), "in doubt");
  await next();
  assertEquals([done, unsettled.size, clock.pendingTimers], [
    ["in doubt"],
    0,
    0,
  ]);
});

Deno.test("UnsettledWrites asks until the storage answers, and settles each change once", async () => {
  const { done, unsettled, fail, next, state } = createBench();
  const names = Array.from({ length: 40 }, (_, at) => `change ${at}`);
  for (const name of names) await fail(new Unsettled(), name);
  state.fault = new OutOfReach();
  for (let at = 0; at < 3; at++) await next();
  assertEquals([done.length, unsettled.size], [0, 40]);
  state.fault = undefined;
  await next();
  assertEquals([done.toSorted(), unsettled.size], [names.toSorted(), 0]);
});

Deno.test("UnsettledWrites gives up what fails otherwise, and says so", async () => {
  const { clock, unsettled, fail, next, state, warnings } = createBench();
  state.fault = new TypeError("broken");
  await fail(new Unsettled(), "change");
  await next();
  assertEquals([unsettled.size, clock.pendingTimers], [0, 0]);
  assertEquals(warnings, ["settling failed"]);
});

Deno.test("UnsettledWrites holds 10,000 changes, and none after its end", async () => {
  const { clock, unsettled, fail } = createBench();
  for (let at = 0; at <= 10_000; at++) await fail(new Unsettled(), "change");
  assertEquals(unsettled.size, 10_000);
  unsettled.stop();
  await fail(new Unsettled(), "late");
  assertEquals([unsettled.size, clock.pendingTimers], [0, 0]);
});
