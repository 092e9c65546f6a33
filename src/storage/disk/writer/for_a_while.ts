import type { ConversationKey } from "../../../domain/ids.ts";
import type { Heir } from "../../governance.ts";
import type { Upkeep } from "../calls.ts";

/** For how long steps are made, and by which clock, in milliseconds. */
export interface While {
  readonly ms: number;
  readonly elapsed: () => number;
}

/**
 * Makes steps until one leaves nothing to do, or the time is over; one at
 * least. So a call does the more the more there is to do, and holds up other
 * writes for no longer than that and one step.
 */
export function forAWhile(
  { ms, elapsed }: While,
  step: () => Upkeep,
): Upkeep {
  const until = elapsed() + ms;
  const touched = new Set<ConversationKey>();
  const heirs: Heir[] = [];
  for (;;) {
    const done = step();
    for (const key of done.touched) touched.add(key);
    heirs.push(...done.heirs ?? []);
    if (done.more && elapsed() < until) continue;
    return { more: done.more, touched: [...touched], heirs };
  }
}
