import type { Clock, Timer } from "./clock.ts";
import { type Rate, TokenBuckets } from "./token_buckets.ts";

/** Most who wait for their time together. */
export const MAX_WAITING = 10_000;
/** Most keys of which a pace knows how often they came. */
const MAX_KEYS = 200_000;

/** What {@linkcode Pace} needs beside its rate. */
export interface PaceOptions extends Rate {
  readonly clock: Pick<Clock, "coarse" | "after" | "cancel">;
}

/**
 * How quickly somebody may go on: `burst` times at once, and from then on
 * `perSecond` times a second. Who is quicker waits, at most as long as a whole
 * burst takes at that rate. Nobody is refused.
 */
export class Pace<Key> {
  #clock: PaceOptions["clock"];
  #buckets: TokenBuckets<Key>;
  #waiting = new Map<Timer, () => void>();
  #isOver = false;

  constructor({ clock, ...rate }: PaceOptions) {
    this.#clock = clock;
    this.#buckets = new TokenBuckets({ ...rate, limit: MAX_KEYS });
  }

  /** How many wait for their time. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Returns undefined if it may go on at once, or a promise that settles when it
   * may, and never rejects. With {@linkcode MAX_WAITING} who wait, and after
   * {@linkcode end}, everything goes on at once.
   */
  step(key: Key): Promise<void> | undefined {
    const wait = this.#buckets.takeAhead(key, this.#clock.coarse());
    const isFull = this.#waiting.size >= MAX_WAITING;
    if (wait === 0 || isFull || this.#isOver) return undefined;
    return new Promise((resolve) => {
      const timer = this.#clock.after(wait, () => {
        this.#waiting.delete(timer);
        resolve();
      });
      this.#waiting.set(timer, resolve);
    });
  }

  /** Nobody waits any more, from now on. */
  end(): void {
    this.#isOver = true;
    for (const [timer, resolve] of this.#waiting) {
      this.#clock.cancel(timer);
      resolve();
    }
    this.#waiting.clear();
  }
}
