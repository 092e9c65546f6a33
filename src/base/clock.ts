/** A timer that {@linkcode Clock.cancel} takes back. */
export type Timer = unknown;

/**
 * The only source of time. It is passed to whatever reads or waits for time, so
 * that a test can hold it still and move it.
 */
export interface Clock {
  /** Unix time in milliseconds; may jump in either direction. */
  now(): number;
  /** Milliseconds since a fixed point; never jumps: for measuring. */
  elapsed(): number;
  /** Calls `run` once, not earlier than `delay` milliseconds from now. */
  after(delay: number, run: () => void): Timer;
  /** Takes a timer back; one that has run, or was taken back, is ignored. */
  cancel(timer: Timer): void;
  /** Calls `run` after the input that is already waiting has been served. */
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
