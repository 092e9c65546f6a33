import { Drive } from "./drive.ts";
import { Journal } from "./journal.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import type { World } from "./world.ts";

/** A world of processes, which ends with them. */
export type OpenWorld = World & AsyncDisposable;

/** Plays a plan in the world that `open` starts; no fault is thrown, all are in the journal. */
export async function play(
  plan: Plan,
  open: (journal: Journal) => Promise<OpenWorld>,
): Promise<Outcome> {
  const start = performance.now();
  const journal = new Journal(() => Math.round(performance.now() - start));
  try {
    await using world = await open(journal);
    const drive = new Drive(plan, world, journal);
    try {
      await drive.run();
    } finally {
      await drive.end();
    }
  } catch (fault) {
    journal.fail(fault instanceof Error ? fault.message : String(fault));
  }
  return { plan, journal };
}
