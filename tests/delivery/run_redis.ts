import { Drive } from "./drive.ts";
import { Journal } from "./journal.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { RedisWorld } from "./redis_world.ts";

/**
 * Plays a plan against nodes on a Redis, all processes of their own. `main` is
 * the program of a node, where it is not the service itself.
 */
export async function runRedis(plan: Plan, main?: string): Promise<Outcome> {
  const start = performance.now();
  const journal = new Journal(() => Math.round(performance.now() - start));
  try {
    await using world = await RedisWorld.start(plan, {
      main,
      tell: (text) => journal.tell(text),
      onFault: journal.fail,
    });
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
