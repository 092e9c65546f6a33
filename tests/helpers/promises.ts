/** Runs everything that waits only for promises. */
export async function flush(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

/** Milliseconds after which nobody waits for a condition any longer. */
const PATIENCE = 30_000;

/**
 * Waits, turn by turn of the event loop, for something that cannot be awaited.
 * A loop of promises alone would never let it come, and never end.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = performance.now() + PATIENCE;
  // Asked once each time: what holds for a moment only has come to pass, too.
  for (let turn = 0; !await condition(); turn++) {
    if (performance.now() > end) {
      throw new Error(`it never came to this: ${condition}`);
    }
    await new Promise((resolve) => setTimeout(resolve, turn < 100 ? 0 : 5));
  }
}

/** The error that a promise rejects with; undefined if it does not. */
export async function errorOf(refused: Promise<unknown>): Promise<unknown> {
  return await refused.then(() => undefined, (error) => error);
}

/** Waits until the clock shows another millisecond. */
export async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await new Promise((go) => setTimeout(go, 1));
}
