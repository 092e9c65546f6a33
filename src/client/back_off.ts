/** How long to wait before connecting again, in milliseconds. */
export interface BackOff {
  /** The longest first pause; it doubles with every failure. */
  readonly base: number;
  /** The longest pause of all. */
  readonly max: number;
}

/**
 * The pause after so many failures in a row: exponential, with full jitter, so
 * that the clients of a service that was gone do not all return at once.
 */
export function backOff(
  failures: number,
  { base, max }: BackOff,
  random: () => number,
): number {
  return random() * Math.min(max, base * 2 ** failures);
}
