import type { Metrics } from "./metrics.ts";

/** Looks at the metrics that are kept: five minutes, one every two seconds. */
const MAX_LOOKS = 150;

/** The newest looks at the metrics, the oldest first. */
export type Looks = readonly Metrics[];

/** The looks with one more; the oldest go. */
export function withLook(looks: Looks, look: Metrics): Looks {
  return [...looks, look].slice(-MAX_LOOKS);
}
