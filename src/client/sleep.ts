import type { ClientClock } from "./surroundings.ts";

/** Settles after `ms` milliseconds, or as soon as the signal is aborted. */
export function sleep(
  clock: ClientClock,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const wake = () => {
      clock.cancel(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = clock.after(ms, wake);
    signal.addEventListener("abort", wake);
  });
}
