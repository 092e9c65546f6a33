/** A timer, for {@linkcode Clock.cancel}. */
export type Timer = unknown;

/**
 * The only source of time. It is passed to everything that reads or waits for
 * time, so that a test can hold it still and move it.
 */
export interface Clock {
  /** Unix time in milliseconds; may jump in either direction. */
  now(): number;
  /** Milliseconds since a fixed point; never jumps: for measuring. */
  elapsed(): number;
  /** Calls `run` once, not earlier than `delay` milliseconds from now. */
  after(delay: number, run: () => void): Timer;
  /** Cancels a timer; does nothing for one that has run or was cancelled. */
  cancel(timer: Timer): void;
  /** Calls `run` after the input that is already waiting was handled. */
  nextTurn(run: () => void): void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  after: (delay, run) => setTimeout(run, delay),
  cancel: (timer) => clearTimeout(timer as number),
  nextTurn: (run) => {
    setImmediate(run);
  },
};
