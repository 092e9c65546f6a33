import type { Clock } from "../base/clock.ts";
import { watchLoopLag } from "../observe/metrics/loop_lag.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { StorageParts } from "../wiring/create_storage.ts";

/**
 * Most milliseconds between two searches for what has been idle for too long.
 */
const IDLE_SWEEP = 60_000;

/** What {@linkcode startUpkeep} needs. */
export interface UpkeepOptions {
  readonly storage: Pick<StorageParts, "tend">;
  readonly clock: Clock;
  readonly metrics: Metrics | undefined;
  /** Milliseconds after which idle users and chatrooms are removed. */
  readonly idleExpiry: number;
  /** Milliseconds after which messages are removed; undefined: they are not. */
  readonly historyAge: number | undefined;
}

/**
 * Does what a service has to do again and again. Returns a function that
 * cancels the timers.
 */
export function startUpkeep(
  { storage, clock, metrics, idleExpiry, historyAge = Infinity }: UpkeepOptions,
): () => void {
  // What is in use has to be renewed in Redis before `idleExpiry` is over, with
  // time to try again.
  const sweep = Math.min(IDLE_SWEEP, idleExpiry / 8, historyAge / 8);
  const stopSweep = every(clock, sweep, () => storage.tend());
  const stopLag = metrics && watchLoopLag(clock, metrics.loopLag);
  return () => {
    stopSweep();
    stopLag?.();
  };
}

/** Calls `run` again and again; at once if it returns that more is left. */
function every(
  clock: Clock,
  interval: number,
  run: () => boolean,
): () => void {
  let timer = clock.after(interval, tick);
  let stopped = false;
  function tick() {
    if (stopped) return;
    timer = clock.after(interval, tick);
    if (!run()) return;
    clock.cancel(timer);
    clock.nextTurn(tick);
  }
  return () => {
    stopped = true;
    clock.cancel(timer);
  };
}
