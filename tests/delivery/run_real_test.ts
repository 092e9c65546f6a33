import { assert, assertEquals } from "@std/assert";
import { createPlan } from "./plan.ts";
import { runReal } from "./run_real.ts";

Deno.test("runReal() finds nothing lost, doubled or reordered", async () => {
  const plan = createPlan({ seed: 12, mode: "real" });
  const { journal } = await runReal(plan);
  assertEquals(journal.faults, []);
  const { sends, deliveries, kills } = journal.counts;
  assert(sends > 50 && deliveries > sends && kills > 0);
});
