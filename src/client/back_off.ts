/** How long to wait before connecting again, in milliseconds. */
export interface BackOff {
  /** The longest first wait; it doubles with every failure. */
  readonly base: number;
  /** The longest wait of all. */
  readonly max: number;
}

/**
 * The wait after so many failures in a row: exponential, with full jitter, so
 * that the clients of a service that was gone do not all come back at once.
 */
export function backOff(
  failures: number,
  { base, max }: BackOff,
  random: () => number,
): number {
  return random() * Math.min(max, base * 2 ** failures);
}
