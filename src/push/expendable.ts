import type { ConnectionRef } from "./connection_ref.ts";

/** Milliseconds; a shorter silence says nothing about a connection. */
const QUIET = 5000;

/**
 * Which connection to close when a user has one too many. First choice are the
 * connections that do not read what they are sent, then those that have been
 * quiet; among them, the one that was silent for the largest share of its life.
 * If there is neither, the oldest. A phone that was cut off just after its
 * login was silent for nearly all its life; a desktop that stays all day and
 * sends heartbeats was silent for little of it.
 */
export function expendable(
  refs: Iterable<ConnectionRef>,
): ConnectionRef | undefined {
  const all = [...refs];
  // A connection has just been added, so the latest request was about now.
  const now = Math.max(...all.map(({ heardAt }) => heardAt));
  const stuck = all.filter(({ stuck }) => stuck);
  if (stuck.length > 0) return mostSilent(stuck, now);
  const quiet = all.filter(({ heardAt }) => now - heardAt >= QUIET);
  return quiet.length > 0 ? mostSilent(quiet, now) : all[0];
}

/** The older one if two are equal. */
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
