import type { Priority } from "./extras.ts";

/** How much a priority weighs: what weighs least is left out first. */
export type Weight = 0 | 1 | 2;

/** The weight of a message of this priority. */
export function weightOf(priority: Priority | undefined): Weight {
  if (priority === "high") return 2;
  return priority === "low" ? 0 : 1;
}

/** What can be left out: of equal weight the oldest first. */
export interface Weighed {
  readonly weight: Weight;
}

/** Items in the order in which they are kept: the one left out last comes first. */
export function keptFirst<T extends Weighed>(ascending: readonly T[]): T[] {
  return ascending.toReversed().sort((a, b) => b.weight - a.weight);
}

/** The `count` items that are left out last, ascending like those given. */
export function weightiest<T extends Weighed>(
  ascending: readonly T[],
  count: number,
): readonly T[] {
  if (ascending.length <= count) return ascending;
  const first = ascending[0]?.weight;
  if (ascending.every(({ weight }) => weight === first)) {
    return ascending.slice(ascending.length - count);
  }
  const kept = new Set(keptFirst(ascending).slice(0, count));
  return ascending.filter((each) => kept.has(each));
}
