/** Milliseconds that a timer may wake a load late without blame. */
const TIMER_SLACK = 2;

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

/**
 * Does something at a steady rate, on time on average, until `isOver` says that
 * it is enough. `act` is told the microsecond that counts as its time: now, or
 * when it was due where the load itself was held up, so that a stalled machine
 * shows as latency and not as a pause.
 */
export async function atRate(
  perSecond: number,
  seconds: number,
  act: (time: number, index: number) => void,
  isOver: () => boolean = () => false,
): Promise<void> {
  const started = performance.now();
  const count = Math.round(perSecond * seconds);
  for (let index = 0; index < count && !isOver(); index++) {
    const due = started + index * 1000 / perSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    act(timeOf(due, performance.now()), index);
  }
}

/** Microseconds that count as the time of what was due and is done now. */
export function timeOf(due: number, now: number): number {
  return Math.round((now - due > TIMER_SLACK ? due : now) * 1000);
}
