import type { Clock } from "./clock.ts";

/** How long to wait, and by which clock. */
export interface Patience {
  /** Milliseconds. */
  readonly ms: number;
  readonly clock: Pick<Clock, "after" | "cancel">;
}

/**
 * What work comes to, or, where that takes longer, what `late` returns or
 * throws. Work that is late goes on, and what becomes of it is of no interest.
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

/** Waits for work, but not for longer. Work that fails has ended, too. */
export async function atMost(
  work: Promise<unknown>,
  patience: Patience,
): Promise<void> {
  await within(work.catch(() => {}), patience, () => {});
}
