import { GimTimeoutError } from "./errors.ts";
import type { ClientClock } from "./environment.ts";

/** How long to wait for something. */
export interface Limits {
  /** Milliseconds. */
  readonly timeout: number;
  /** Ends the waiting, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@linkcode limit} needs beside its limits. */
export interface LimitOptions {
  readonly clock: ClientClock;
  /** The cause of a timeout. */
  readonly obstacle?: () => unknown;
  /** What is missing, for the message of a timeout. */
  readonly lack?: string;
  /**
   * Called when the waiting is given up, in the same turn: a new call right
   * after an abort must not meet what was aborted.
   */
  readonly onGivenUp?: (error: unknown) => void;
}

/**
 * The result of a promise, unless the time is over or the signal aborts first.
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
 * The promise of a call. It also rejects with what is thrown at once, and the
 * platform does not complain if nobody handles the rejection: a call that is
 * not awaited must not end the process.
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
