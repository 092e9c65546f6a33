/** Runs everything that waits only for promises. */
export async function flush(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

/**
 * Waits, turn by turn of the event loop, for something that cannot be awaited.
 */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  throw new Error(`it never came to this: ${condition}`);
}

/** The error that a promise rejects with; undefined if it does not. */
export async function errorOf(refused: Promise<unknown>): Promise<unknown> {
  return await refused.then(() => undefined, (error) => error);
}
