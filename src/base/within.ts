import type { Clock } from "./clock.ts";

/** Milliseconds in which input that is there already is taken. */
const INPUT = 10;

/** How long to wait, and by which clock. */
export interface Patience {
  /** Milliseconds. */
  readonly ms: number;
  readonly clock: Pick<Clock, "after" | "cancel">;
}

/**
 * The result of `work`, or, if that takes longer, what `late` returns or
 * throws. Late work goes on and its outcome is ignored.
 */
export async function within<Result, Late>(
  work: Promise<Result>,
  { ms, clock }: Patience,
  late: () => Late,
): Promise<Result | Late> {
  const over = Promise.withResolvers<void>();
  const timer = clock.after(ms, over.resolve);
  try {
    return await Promise.race([work, over.promise.then(late)]);
  } finally {
    clock.cancel(timer);
  }
}

/**
 * The same for an answer that comes as input. One that has arrived while this
 * process stood still is not late: timers are due before input is looked for,
 * and only an idle event loop looks for it at once.
 */
export async function answered<Answer, Late>(
  work: Promise<Answer>,
  patience: Patience,
  late: () => Late,
): Promise<Answer | Late> {
  const moment = { ...patience, ms: INPUT };
  const again = () => within(work, moment, late);
  return await within(work, patience, again);
}

/** Waits until work has ended or the time is over. Failing is ending, too. */
export async function atMost(
  work: Promise<unknown>,
  patience: Patience,
): Promise<void> {
  await within(work.catch(() => {}), patience, () => {});
}
