import type { Journal } from "./journal.ts";
import type { Plan } from "./plan.ts";

/** How a schedule went. */
export interface Outcome {
  readonly plan: Plan;
  readonly journal: Journal;
}
