import type { Clock } from "./clock.ts";

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

/** Waits until work has ended or the time is over. Failing is ending, too. */
export async function atMost(
  work: Promise<unknown>,
  patience: Patience,
): Promise<void> {
  await within(work.catch(() => {}), patience, () => {});
}
