import { limit } from "./limit.ts";
import type { ClientClock } from "./environment.ts";

/** Settles after `ms` milliseconds, or as soon as the signal is aborted. */
export function sleep(
  clock: ClientClock,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const never = new Promise<void>(() => {});
  return limit(never, { timeout: ms, signal }, { clock }).catch(() => {});
}
