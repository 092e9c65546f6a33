import type { Clock } from "../../base/clock.ts";

/** Most milliseconds between two attempts to reconnect. */
export const LONGEST_PAUSE = 1000;
/** The first pause, which doubles; and what is added at random at most. */
const [FIRST_PAUSE, JITTER] = [50, 50];

/**
 * The pauses between a client's attempts to connect. The client waits by a timer
 * of its own, which nothing takes back: who ends a client has to wait until it
 * is over. Another timer tells that, which begins after the client's and takes
 * longer; to compute the time that is left would be wrong by what a turn of the
 * event loop takes.
 */
export class ReconnectPauses {
  #clock: Pick<Clock, "after">;
  #open = new Set<Promise<void>>();

  constructor(clock: Pick<Clock, "after">) {
    this.#clock = clock;
  }

  /** The milliseconds of one that begins in this step, after so many attempts. */
  begin(tries: number): number {
    const pause = Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE);
    const ms = Math.round(pause + Math.random() * JITTER);
    queueMicrotask(() => this.#watch(ms));
    return ms;
  }

  /** Settles when all that have begun are over. */
  async over(): Promise<void> {
    // One may have begun in this step.
    await Promise.resolve();
    await Promise.all(this.#open);
  }

  #watch(ms: number): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#open.add(promise);
    this.#clock.after(ms + 1, () => {
      this.#open.delete(promise);
      resolve();
    });
  }
}
