import { assertEquals, assertRejects } from "@std/assert";
import { ReplyError } from "../../src/base/errors.ts";
import { Doubts } from "../../src/nodes/doubts.ts";
import {
  OutOfReach,
  Unsettled,
} from "../../src/storage/shared/out_of_reach.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { flush } from "../helpers/promises.ts";

/** Doubts over changes that fail so, and what is done of what they owe. */
function createBench() {
  const clock = new FakeClock();
  const warnings: string[] = [];
  const warn = (event: string) => void warnings.push(event);
  const doubts = new Doubts({ clock, log: { warn } });
  const done: string[] = [];
  const state: { fault: Error | undefined } = { fault: undefined };
  const fail = (fault: Error, name: string) =>
    assertRejects(() =>
      doubts.over(Promise.reject(fault), () => {
        if (state.fault !== undefined) return Promise.reject(state.fault);
        done.push(name);
        return Promise.resolve();
      })
    );
  const next = async () => {
    clock.advance(1000);
    for (let turn = 0; turn < 10; turn++) await flush();
  };
  return { clock, done, doubts, fail, next, state, warnings };
}

Deno.test("Doubts settles a change of unknown fate, and no other", async () => {
  const { clock, done, doubts, fail, next } = createBench();
  assertEquals(
    await doubts.over(Promise.resolve(1), () => Promise.reject()),
    1,
  );
  await fail(new OutOfReach(), "not sent");
  await fail(new ReplyError(403, "no"), "refused");
  assertEquals(clock.pendingTimers, 0);
  await fail(new Unsettled(), "in doubt");
  await next();
  assertEquals([done, doubts.size, clock.pendingTimers], [["in doubt"], 0, 0]);
});

Deno.test("Doubts asks until the storage answers, and settles each change once", async () => {
  const { done, doubts, fail, next, state } = createBench();
  const names = Array.from({ length: 40 }, (_, at) => `change ${at}`);
  for (const name of names) await fail(new Unsettled(), name);
  state.fault = new OutOfReach();
  for (let at = 0; at < 3; at++) await next();
  assertEquals([done.length, doubts.size], [0, 40]);
  state.fault = undefined;
  await next();
  assertEquals([done.toSorted(), doubts.size], [names.toSorted(), 0]);
});

Deno.test("Doubts gives up what fails otherwise, and says so", async () => {
  const { clock, doubts, fail, next, state, warnings } = createBench();
  state.fault = new TypeError("broken");
  await fail(new Unsettled(), "change");
  await next();
  assertEquals([doubts.size, clock.pendingTimers], [0, 0]);
  assertEquals(warnings, ["settling failed"]);
});

Deno.test("Doubts holds 10,000 changes, and none after its end", async () => {
  const { clock, doubts, fail } = createBench();
  for (let at = 0; at <= 10_000; at++) await fail(new Unsettled(), "change");
  assertEquals(doubts.size, 10_000);
  doubts.stop();
  await fail(new Unsettled(), "late");
  assertEquals([doubts.size, clock.pendingTimers], [0, 0]);
});
