import { type Reason, REASONS } from "../../base/errors.ts";
import type { Samples } from "./samples.ts";

/** The rate limits, as the metrics name them. */
export const LIMITS = ["send", "request", "room", "connect"] as const;
export type LimitName = (typeof LIMITS)[number];

/** Counts what is refused for a reason that a client can act on. */
export class RefusalCounts {
  #reasons = zeros(REASONS);
  #limits = zeros(LIMITS);

  readonly refused = (reason: Reason): void => raise(this.#reasons, reason);

  readonly overLimit = (limit: LimitName): void => raise(this.#limits, limit);

  /** Adds the counts to a scrape. */
  collect(samples: Samples): void {
    for (const [reason, count] of this.#reasons) {
      samples.add("gim_refusals_total", count, { reason });
    }
    for (const [limit, count] of this.#limits) {
      samples.add("gim_rate_limited_total", count, { limit });
    }
  }
}

/** All are reported from the start, so that the first event shows as a rise. */
function zeros<Name>(names: readonly Name[]): Map<Name, number> {
  return new Map(names.map((name) => [name, 0]));
}

function raise<Name>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
