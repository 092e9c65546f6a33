/** Milliseconds of the first pause, and of the longest. */
const [FIRST, LONGEST] = [1000, 600_000];

/** Milliseconds after which an event that nobody took is given up. */
export const GIVE_UP = 24 * 3_600_000;

/**
 * Milliseconds until the next try after `tries` failures: a second, doubled up
 * to ten minutes, of which by chance between half and the whole.
 *
 * @param random from 0 to 1
 */
export function retryPause(tries: number, random: number): number {
  const whole = Math.min(LONGEST, FIRST * 2 ** Math.min(tries - 1, 20));
  return whole * (1 + random) / 2;
}
