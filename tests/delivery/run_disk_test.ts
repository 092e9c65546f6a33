import { assert, assertEquals } from "@std/assert";
import { createPlan } from "./plan.ts";
import { runDisk } from "./run_disk.ts";

Deno.test("runDisk() finds nothing lost, doubled or reordered by a service that is killed", async () => {
  const plan = createPlan({ seed: 7, mode: "real", clients: 5, kills: 4 });
  const { journal } = await runDisk(plan);
  assertEquals(journal.faults, []);
  const { sends, deliveries, restarts } = journal.counts;
  assert(sends > 50 && deliveries > sends);
  assertEquals(restarts, 4);
});
