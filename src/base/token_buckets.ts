/** A limit on how often something may happen. */
export interface Rate {
  /** On average; 0 for no limit. */
  readonly perSecond: number;
  /** At once, after a pause; 0 for no limit. */
  readonly burst: number;
}

/** What {@linkcode TokenBuckets} needs beside its rate. */
export interface TokenBucketsOptions extends Rate {
  /** Most buckets that are kept. */
  readonly limit: number;
}

interface Bucket {
  tokens: number;
  /** The time of `tokens`, in milliseconds. */
  at: number;
}

/** Tolerance for rounding. */
const ROUNDING = 1e-6;

/**
 * A token bucket for each key: it holds at most `burst` tokens, gets
 * `perSecond` each second, and each use takes one.
 *
 * A full bucket need not be stored, and after `burst / perSecond` seconds
 * without a use every bucket is full. So buckets are kept in two generations,
 * without a timer: those that were not used for a whole generation are dropped
 * with it. With more than `limit` buckets a generation ends early; then the
 * buckets unused for longest count as full.
 */
export class TokenBuckets<Key = string> {
  #perMs: number;
  #burst: number;
  /** Milliseconds in which an empty bucket fills. */
  #generation: number;
  #half: number;
  #used = new Map<Key, Bucket>();
  #unused = new Map<Key, Bucket>();
  #since = 0;

  constructor({ perSecond, burst, limit }: TokenBucketsOptions) {
    const isOff = perSecond === 0 || burst === 0;
    this.#perMs = isOff ? Infinity : perSecond / 1000;
    this.#burst = burst;
    this.#generation = burst / this.#perMs;
    this.#half = Math.max(1, Math.floor(limit / 2));
  }

  /** How many buckets are kept at `now`. */
  size(now: number): number {
    this.#age(now);
    return this.#used.size + this.#unused.size;
  }

  /**
   * Takes a token of a key and leaves at least `left`; returns 0, or after how
   * many milliseconds that can be. `now` is in milliseconds of a clock that
   * never jumps.
   */
  take(key: Key, now: number, left = 0): number {
    if (this.#perMs === Infinity) return 0;
    const bucket = this.#filled(key, now);
    const lacking = 1 + left - ROUNDING - bucket.tokens;
    if (lacking > 0) return lacking / this.#perMs;
    bucket.tokens--;
    return 0;
  }

  /**
   * Takes a token even where there is none, at most a full bucket ahead. Returns
   * 0, or after how many milliseconds there will be as many as were taken.
   */
  takeAhead(key: Key, now: number): number {
    if (this.#perMs === Infinity) return 0;
    const bucket = this.#filled(key, now);
    bucket.tokens = Math.max(-this.#burst, bucket.tokens - 1);
    return bucket.tokens < -ROUNDING ? -bucket.tokens / this.#perMs : 0;
  }

  /** Returns a token that was taken for something that did not happen. */
  putBack(key: Key): void {
    const bucket = this.#used.get(key) ?? this.#unused.get(key);
    if (bucket !== undefined) bucket.tokens++;
  }

  #filled(key: Key, now: number): Bucket {
    this.#age(now);
    const bucket = this.#used.get(key) ?? this.#pick(key, now);
    const back = (now - bucket.at) * this.#perMs;
    bucket.tokens = Math.min(this.#burst, bucket.tokens + back);
    bucket.at = now;
    return bucket;
  }

  /** The bucket of a key that has not been used in this generation. */
  #pick(key: Key, now: number): Bucket {
    if (this.#used.size >= this.#half) this.#turn(now);
    const bucket = this.#unused.get(key) ?? { tokens: this.#burst, at: now };
    this.#unused.delete(key);
    this.#used.set(key, bucket);
    return bucket;
  }

  #age(now: number): void {
    const age = now - this.#since;
    if (age < this.#generation) return;
    if (age >= 2 * this.#generation) this.#used = new Map();
    this.#turn(now);
  }

  #turn(now: number): void {
    this.#unused = this.#used;
    this.#used = new Map();
    this.#since = now;
  }
}
