/** Milliseconds by which a timer may wake a load late. */
const TIMER_SLACK = 2;

/** Waits for some milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until a condition is true, and at most some milliseconds. */
export async function waitUntil(
  ms: number,
  isSo: () => boolean,
): Promise<void> {
  const deadline = performance.now() + ms;
  while (!isSo() && performance.now() < deadline) await sleep(10);
}

/**
 * Calls `act` at a steady rate, on time on average, until `isOver` is true.
 * `act` gets the microsecond that counts as its time: now, or when it was due
 * if the load itself was held up. So a stalled machine shows as latency and not
 * as a pause.
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

/**
 * The time of something that was due at `due` and is done at `now`, in
 * microseconds.
 */
export function timeOf(due: number, now: number): number {
  return Math.round((now - due > TIMER_SLACK ? due : now) * 1000);
}
