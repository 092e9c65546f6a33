import { assertEquals } from "@std/assert";
import { Paced } from "../../web/chat/paced.ts";
import { flush } from "../helpers/promises.ts";

/** Something paced whose runs end, and whose pauses are over, when told. */
function bench() {
  let runs = 0;
  let end = Promise.withResolvers<number>();
  let over: (() => void) | undefined;
  const pauses: number[] = [];
  const paced = new Paced({
    run: () => {
      runs++;
      end = Promise.withResolvers();
      return end.promise;
    },
    pause: 7,
    later: (run, ms) => {
      over = run;
      pauses.push(ms);
      return () => over = undefined;
    },
  });
  return {
    paced,
    pauses,
    runs: () => runs,
    isPausing: () => over !== undefined,
    async end(outcome: number | Error) {
      if (typeof outcome === "number") end.resolve(outcome);
      else end.reject(outcome);
      await flush();
    },
    async pass() {
      const run = over;
      over = undefined;
      run?.();
      await flush();
    },
  };
}

Deno.test("however often something is asked for, it runs once before and once after the pause", async () => {
  const { paced, pauses, runs, end, pass } = bench();
  paced.ask();
  assertEquals(runs(), 1, "the first one is not made to wait");
  for (let asked = 0; asked < 1000; asked++) paced.ask();
  await end(5);
  paced.ask();
  assertEquals(runs(), 1);
  await pass();
  assertEquals(runs(), 2);
  await end(5);
  await pass();
  assertEquals(runs(), 2, "nobody has asked since");
  paced.ask();
  assertEquals(runs(), 3);
  assertEquals(pauses, [5, 5]);
});

Deno.test("a run that fails is one that has ended, and after a stop there is none", async () => {
  const { paced, pauses, runs, isPausing, end, pass } = bench();
  paced.ask();
  await end(new Error("no connection"));
  paced.ask();
  await pass();
  assertEquals(runs(), 2);
  await end(5);
  paced.ask();
  paced.stop();
  assertEquals(isPausing(), false);
  assertEquals(pauses, [7, 5]);
  assertEquals(runs(), 2);
});
