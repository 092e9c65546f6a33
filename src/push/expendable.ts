import type { ConnectionRef } from "./connection_ref.ts";

/** Milliseconds of silence that say nothing yet. */
const QUIET = 5000;

/**
 * The connection to go where a user has one too many: of those that do not read
 * what they are sent, or else of those that have been quiet, the one that has
 * been silent for the largest part of its time; or else the oldest. A phone
 * that was cut off a moment after its login has been silent for nearly all of
 * it, a desktop that is there all day and sends heartbeats for little.
 */
export function expendable(
  refs: Iterable<ConnectionRef>,
): ConnectionRef | undefined {
  const all = [...refs];
  // Somebody has just come, so this is about now.
  const now = Math.max(...all.map(({ heardAt }) => heardAt));
  const stuck = all.filter(({ stuck }) => stuck);
  if (stuck.length > 0) return mostSilent(stuck, now);
  const quiet = all.filter(({ heardAt }) => now - heardAt >= QUIET);
  return quiet.length > 0 ? mostSilent(quiet, now) : all[0];
}

/** Of two that are alike the older. */
function mostSilent(
  refs: readonly ConnectionRef[],
  now: number,
): ConnectionRef | undefined {
  let [found] = refs;
  for (const ref of refs) {
    if (silence(ref, now) > silence(found!, now)) found = ref;
  }
  return found;
}

function silence({ heardAt, since }: ConnectionRef, now: number): number {
  return (now - heardAt) / Math.max(1, now - since);
}
