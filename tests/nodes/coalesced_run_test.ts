import { assertEquals, assertRejects } from "@std/assert";
import { CoalescedRun } from "../../src/nodes/coalesced_run.ts";

/** CoalescedRun whose work notes what lay there, and lasts until it is let go. */
function createBench() {
  const lying = new Set<string>();
  const done: string[][] = [];
  let gate = Promise.withResolvers<void>();
  const rounds = new CoalescedRun(async () => {
    done.push([...lying]);
    lying.clear();
    await gate.promise;
  });
  const note = (text: string) => {
    lying.add(text);
    return rounds.ask();
  };
  const letGo = () => {
    gate.resolve();
    gate = Promise.withResolvers();
  };
  return { rounds, done, note, letGo };
}

/** Lets everything that can go on by itself do so. */
async function settle(): Promise<void> {
  for (let at = 0; at < 20; at++) await Promise.resolve();
}

Deno.test("CoalescedRun has one round for all who ask in one turn", async () => {
  const { rounds, done, note, letGo } = createBench();
  note("a");
  note("b");
  await settle();
  assertEquals(done, [["a", "b"]]);
  letGo();
  await rounds.running;
  assertEquals([done.length, rounds.running], [1, undefined]);
});

Deno.test("CoalescedRun does once more what is asked for while it runs", async () => {
  const { rounds, done, note, letGo } = createBench();
  note("a");
  await settle();
  note("b");
  note("c");
  assertEquals(done.length, 1);
  letGo();
  await settle();
  assertEquals(done, [["a"], ["b", "c"]]);
  letGo();
  await rounds.running;
});

Deno.test("CoalescedRun leaves nothing lying, whenever it is asked for", async () => {
  for (let turns = 0; turns < 12; turns++) {
    const { rounds, done, note, letGo } = createBench();
    note("a");
    await settle();
    letGo();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    note("b");
    await settle();
    assertEquals(done, [["a"], ["b"]], `asked after ${turns} turns`);
    letGo();
    await rounds.running;
  }
});

Deno.test("CoalescedRun starts none by itself, though something is left to do", async () => {
  let rounds = 0;
  const stubborn = new CoalescedRun(() => {
    rounds++;
    return Promise.resolve();
  });
  await stubborn.ask();
  await settle();
  assertEquals(rounds, 1);
});

Deno.test("CoalescedRun begins anew after work that rejects", async () => {
  let rounds = 0;
  const all = new CoalescedRun(() => {
    rounds++;
    return rounds === 1 ? Promise.reject(new Error("no")) : Promise.resolve();
  });
  await assertRejects(() => all.ask(), Error, "no");
  assertEquals(all.running, undefined);
  await all.ask();
  assertEquals(rounds, 2);
});
