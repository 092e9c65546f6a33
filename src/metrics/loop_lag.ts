import type { Clock } from "../clock.ts";
import { Durations } from "./durations.ts";

/** Milliseconds from one look to the next. */
const INTERVAL = 100;

/**
 * How late timers run in this thread: what a request waits beside its own work.
 * Returns what takes the timer back.
 */
export function watchLoopLag(clock: Clock, durations: Durations): () => void {
  let due = clock.elapsed() + INTERVAL;
  let timer = clock.after(INTERVAL, look);
  function look(): void {
    const now = clock.elapsed();
    durations.observe(now - due);
    due = now + INTERVAL;
    timer = clock.after(INTERVAL, look);
  }
  return () => clock.cancel(timer);
}
