import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { play } from "./play.ts";
import { RedisWorld } from "./redis_world.ts";

/**
 * Plays a plan against nodes on a Redis, all processes of their own. `main` is
 * the program of a node, where it is not the service itself.
 */
export function runRedis(plan: Plan, main?: string): Promise<Outcome> {
  return play(plan, (journal) =>
    RedisWorld.start(plan, {
      main,
      tell: (text) => journal.tell(text),
      onFault: journal.fail,
    }));
}
