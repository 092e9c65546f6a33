import type { Clock } from "../../base/clock.ts";
import { Durations } from "./durations.ts";

/** Milliseconds between two measurements. */
const INTERVAL = 100;
/** Most measurements that one pause counts as: a minute of them. */
const MOST_LOOKS = 600;

/**
 * Measures how late timers run in this thread: how long a request waits besides
 * its own work. Returns a function that cancels the timer.
 */
export function watchLoopLag(clock: Clock, durations: Durations): () => void {
  let due = clock.elapsed() + INTERVAL;
  let timer = clock.after(INTERVAL, look);
  function look(): void {
    const now = clock.elapsed();
    // Everything that arrived during the pause waited, too: so each measurement
    // that was due is counted.
    const late = Math.max(0, now - due);
    const missed = Math.min(Math.floor(late / INTERVAL), MOST_LOOKS - 1);
    for (let at = 0; at <= missed; at++) {
      durations.observe(late - at * INTERVAL);
    }
    due = now + INTERVAL;
    timer = clock.after(INTERVAL, look);
  }
  return () => clock.cancel(timer);
}
