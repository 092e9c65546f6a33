/** Lets everything run that waits for nothing but promises. */
export async function flush(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

/** Waits for what comes in turns of the event loop that cannot be awaited. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  throw new Error(`it never came to this: ${condition}`);
}

/** What a promise is refused with; undefined when it is not. */
export async function errorOf(refused: Promise<unknown>): Promise<unknown> {
  return await refused.then(() => undefined, (error) => error);
}
