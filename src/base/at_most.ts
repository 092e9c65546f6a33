/**
 * Waits for work, but no longer than so many milliseconds. Work that fails has
 * ended, too.
 */
export async function atMost(
  ms: number,
  work: Promise<unknown>,
): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}
