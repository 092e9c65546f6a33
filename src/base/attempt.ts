/**
 * Runs something whose fault must not affect anything else. Returns whether it
 * succeeded; `onFault` gets what it threw.
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
