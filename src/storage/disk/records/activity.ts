/** Milliseconds that the file does not tell apart in its order of activity. */
const RESOLUTION = 60_000;

/**
 * The minute of a time: private conversations of a user are in the file in the
 * order of the minute of their newest message.
 */
export function minuteOf(time: number): number {
  return Math.floor(time / RESOLUTION);
}
