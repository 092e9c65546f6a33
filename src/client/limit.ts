import { GimTimeoutError } from "./errors.ts";
import type { ClientClock } from "./environment.ts";

/** How long something is waited for. */
export interface Limits {
  /** Milliseconds. */
  readonly timeout: number;
  /** Ends the waiting; its reason is what the waiting is refused with. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@linkcode limit} needs beside its limits. */
export interface LimitOptions {
  readonly clock: ClientClock;
  /** What stands in the way, for whose time is over. */
  readonly obstacle?: () => unknown;
  /** What there is not, for the same. */
  readonly lack?: string;
  /**
   * Called as soon as it is given up, in the same turn: whoever asks for
   * something new right after an abort does not meet what was aborted.
   */
  readonly onGivenUp?: (error: unknown) => void;
}

/**
 * What a promise settles to, unless its time is over or it is aborted before.
 *
 * @throws {GimTimeoutError | unknown} the signal's reason, or the promise's own
 */
export function limit<T>(
  promise: Promise<T>,
  { timeout, signal }: Limits,
  { clock, obstacle, lack = "not done", onGivenUp }: LimitOptions,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (error: unknown) => {
      free();
      reject(error);
      onGivenUp?.(error);
    };
    const abort = () => giveUp(signal?.reason);
    const timer = clock.after(timeout, () => {
      const late = `${lack} within ${timeout} ms`;
      giveUp(new GimTimeoutError(late, obstacle?.()));
    });
    const free = () => {
      clock.cancel(timer);
      signal?.removeEventListener("abort", abort);
    };
    promise.then(resolve, reject).finally(free);
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
  });
}

/**
 * What a call returns: it is refused with what is thrown at once, too, and
 * without a complaint by the platform when nobody looks at how it ends. A call
 * that was not awaited must not end the process.
 */
export function unattended<T>(call: () => Promise<T>): Promise<T> {
  const promise = begin(call);
  promise.catch(() => {});
  return promise;
}

function begin<T>(call: () => Promise<T>): Promise<T> {
  try {
    return call();
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}
