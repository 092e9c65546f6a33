import type { Clock } from "../../base/clock.ts";
import { Durations } from "./durations.ts";

/** Milliseconds from one look to the next. */
const INTERVAL = 100;
/** Looks that one stop stands for at most: a minute of them. */
const MOST_LOOKS = 600;

/**
 * How late timers run in this thread: what a request waits beside its own work.
 * Returns what takes the timer back.
 */
export function watchLoopLag(clock: Clock, durations: Durations): () => void {
  let due = clock.elapsed() + INTERVAL;
  let timer = clock.after(INTERVAL, look);
  function look(): void {
    const now = clock.elapsed();
    // Whatever came in the meantime waited too: one look for each that was due.
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
