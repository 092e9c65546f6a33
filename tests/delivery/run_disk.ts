import { DiskWorld } from "./disk_world.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { play } from "./play.ts";

/**
 * Plays a plan against the service in a process of its own that keeps its data
 * on disk, is killed again and again, and starts on what it left behind.
 */
export function runDisk(plan: Plan): Promise<Outcome> {
  return play(plan, (journal) =>
    DiskWorld.start(plan, {
      tell: (text) => journal.tell(text),
      onFault: journal.fail,
      onKill: () => journal.counts.restarts++,
    }));
}
