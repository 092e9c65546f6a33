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
  /**
   * The newest reading of `elapsed` in this turn of the event loop. It dates
   * what happens now. It measures nothing: two of them may be equal, whatever
   * was done between.
   */
  coarse(): number;
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
  ...steadyTime(() => performance.now()),
  after: (delay, run) => setTimeout(run, delay),
  cancel: (timer) => clearTimeout(timer as number),
  nextTurn: (run) => {
    setImmediate(run);
  },
};

/**
 * The steady half of a clock, from what reads it. A coarse reading is good until
 * the microtasks that wait now have run, so it is never older than the turn. To
 * read the machine's clock is a call into the runtime, and a message has its
 * time taken several times.
 */
export function steadyTime(
  read: () => number,
): Pick<Clock, "elapsed" | "coarse"> {
  let latest = 0;
  let isFresh = false;
  const forget = () => {
    isFresh = false;
  };
  return {
    elapsed() {
      latest = read();
      return latest;
    },
    coarse() {
      if (isFresh) return latest;
      latest = read();
      isFresh = true;
      queueMicrotask(forget);
      return latest;
    },
  };
}
