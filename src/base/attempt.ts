/**
 * Runs something whose fault must cost nobody else. Returns whether it went
 * well; what it threw goes to `onFault`.
 */
export function attempt(
  run: () => void,
  onFault: (fault: unknown) => void,
): boolean {
  try {
    run();
    return true;
  } catch (fault) {
    onFault(fault);
    return false;
  }
}
