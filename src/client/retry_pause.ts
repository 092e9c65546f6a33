import { backOff } from "./back_off.ts";
import { sleep } from "./sleep.ts";
import type { Environment } from "./environment.ts";

/**
 * Milliseconds between attempts of a request that the client makes by itself.
 */
const RETRY = { base: 1000, max: 30_000 };

/** Waits before another attempt, after so many failures in a row. */
export function retryPause(
  failures: number,
  { clock, random }: Pick<Environment, "clock" | "random">,
  signal: AbortSignal,
): Promise<void> {
  return sleep(clock, backOff(failures, RETRY, random), signal);
}
