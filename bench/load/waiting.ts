/** Waits for some milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something is so, and at most some milliseconds. */
export async function waitUntil(
  ms: number,
  isSo: () => boolean,
): Promise<void> {
  const deadline = performance.now() + ms;
  while (!isSo() && performance.now() < deadline) await sleep(10);
}

/** Does something at a steady rate, on time on average; returns how often. */
export async function atRate(
  perSecond: number,
  seconds: number,
  act: (index: number) => void,
): Promise<number> {
  const started = performance.now();
  const count = Math.round(perSecond * seconds);
  for (let index = 0; index < count; index++) {
    const due = started + index * 1000 / perSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    act(index);
  }
  return count;
}
