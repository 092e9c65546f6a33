import { GimTimeoutError } from "./errors.ts";
import type { CallOptions } from "./requests.ts";
import type { ClientClock } from "./surroundings.ts";

/**
 * What a promise settles to, unless its time is over or it is aborted before.
 *
 * @throws {GimTimeoutError | unknown} the signal's reason, or the promise's own
 */
export function limit<T>(
  promise: Promise<T>,
  { timeout, signal }: CallOptions & { timeout: number },
  clock: ClientClock,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => reject(signal?.reason);
    const timer = clock.after(timeout, () => {
      reject(new GimTimeoutError(`not done within ${timeout} ms`));
    });
    signal?.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => {
      clock.cancel(timer);
      signal?.removeEventListener("abort", abort);
    });
  });
}

/**
 * The same promise, without a complaint by the platform when nobody looks at
 * how it ends: a call that was not awaited must not end the process.
 */
export function unattended<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
