/**
 * Upper bounds of the buckets in milliseconds: around a request in memory
 * (0.1), one over a network (1), and what a person notices (100 and more).
 */
export const BOUNDS: readonly number[] = [
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
  25,
  50,
  100,
  250,
  500,
  1000,
  2500,
  5000,
];

/** A histogram of durations; observing one costs no more than a short loop. */
export class Durations {
  #counts = new Float64Array(BOUNDS.length + 1);
  #sum = 0;

  /** Sum of all observed durations, in milliseconds. */
  get sum(): number {
    return this.#sum;
  }

  /** How many were observed. */
  get count(): number {
    return this.#counts.reduce((sum, each) => sum + each, 0);
  }

  /** @param ms milliseconds; less than 0 counts as 0 */
  observe(ms: number): void {
    let bucket = 0;
    while (bucket < BOUNDS.length && ms > (BOUNDS[bucket] as number)) bucket++;
    (this.#counts[bucket] as number)++;
    if (ms > 0) this.#sum += ms;
  }

  /** For each bound, how many were at most so long; last, how many in all. */
  cumulative(): number[] {
    let sum = 0;
    return [...this.#counts].map((each) => sum += each);
  }
}
