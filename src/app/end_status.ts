import type { Clock } from "../base/clock.ts";
import { atMost } from "../base/within.ts";

/**
 * Milliseconds in which a second signal does not cut the end short: `deno task`
 * passes on a signal that the whole process group has already got, so it
 * arrives twice.
 */
export const IN_ORDER = 500;

/** An end that is under way. */
export interface End {
  /** Settles when it is over. */
  readonly ended: Promise<void>;
  /** Settles when a second signal comes. */
  readonly again: Promise<unknown>;
  readonly clock: Pick<Clock, "after" | "cancel">;
}

/** The exit status: 0 after an orderly end, 130 when a signal cut it short. */
export async function endStatus({ ended, again, clock }: End): Promise<number> {
  const chance = atMost(ended, { ms: IN_ORDER, clock });
  const cut = again.then(() => chance).then(() => 130);
  return await Promise.race([ended.then(() => 0), cut]);
}
