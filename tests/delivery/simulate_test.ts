import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { addCounts, noCounts } from "./counts.ts";
import { createPlan } from "./plan.ts";
import { simulate } from "./simulate.ts";

Deno.test("simulate() finds nothing lost, doubled or reordered", async () => {
  const sum = noCounts();
  for (let seed = 1; seed <= 30; seed++) {
    const { journal } = await simulate(createPlan({ seed, mode: "sim" }));
    assertEquals(journal.faults, [], `seed ${seed}`);
    addCounts(sum, journal.counts);
  }
  // The storage of a simulation is in memory, always within reach, and its
  // service is not killed.
  const { unavailable, restarts, ...rest } = sum;
  assertEquals([unavailable, restarts], [0, 0]);
  for (const [name, count] of Object.entries(rest)) {
    assert(count > 10, `hardly any ${name} came up: ${count}`);
  }
});

Deno.test("simulate() has devices of both encodings, in one schedule", async () => {
  const kinds = new Set<string>();
  await simulate(createPlan({ seed: 1, mode: "sim" }), () => (frame) => {
    kinds.add(typeof frame);
    return [frame];
  });
  assertEquals([...kinds].toSorted(), ["object", "string"]);
});

Deno.test("simulate() goes the same way for the same seed", async () => {
  const once = await simulate(createPlan({ seed: 7, mode: "sim" }));
  const again = await simulate(createPlan({ seed: 7, mode: "sim" }));
  assertEquals(again.journal.log, once.journal.log);
});

Deno.test("simulate() goes another way for another seed", async () => {
  const one = await simulate(createPlan({ seed: 7, mode: "sim" }));
  const other = await simulate(createPlan({ seed: 8, mode: "sim" }));
  assertNotEquals(other.journal.log, one.journal.log);
});

Deno.test("createPlan() takes the number of users it is given", () => {
  const { users } = createPlan({ seed: 7, mode: "sim", clients: 9 });
  assertEquals(users.length, 9);
});
