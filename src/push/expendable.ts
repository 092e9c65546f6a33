import type { Seat } from "./seat.ts";

/** Milliseconds of silence that say nothing yet. */
const QUIET = 5000;

/**
 * The connection to go where a user has one too many: of those that do not read
 * what they are sent, or else of those that have been quiet, the one that has
 * been silent for the largest part of its time; or else the oldest. A phone
 * that was cut off a moment after its login has been silent for nearly all of
 * it, a desktop that is there all day and sends heartbeats for little.
 */
export function expendable(seats: Iterable<Seat>): Seat | undefined {
  const all = [...seats];
  // Somebody has just come, so this is about now.
  const now = Math.max(...all.map(({ heardAt }) => heardAt));
  const stuck = all.filter(({ stuck }) => stuck);
  if (stuck.length > 0) return mostSilent(stuck, now);
  const quiet = all.filter(({ heardAt }) => now - heardAt >= QUIET);
  return quiet.length > 0 ? mostSilent(quiet, now) : all[0];
}

/** Of two that are alike the older. */
function mostSilent(seats: readonly Seat[], now: number): Seat | undefined {
  let [found] = seats;
  for (const seat of seats) {
    if (silence(seat, now) > silence(found!, now)) found = seat;
  }
  return found;
}

function silence({ heardAt, since }: Seat, now: number): number {
  return (now - heardAt) / Math.max(1, now - since);
}
