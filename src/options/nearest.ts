import { distance } from "fastest-levenshtein";

/**
 * The candidate a misspelled word most likely stands for: one that begins with
 * it, else the one with the fewest changes.
 *
 * @param candidates at least one
 */
export function nearest(word: string, candidates: readonly string[]): string {
  // The distance is quadratic, and nobody misspells a thousand letters.
  const start = word.slice(0, 64).toLowerCase().replaceAll("_", "-");
  const begun = candidates.filter((candidate) =>
    start !== "" && candidate.startsWith(start)
  );
  const [first = ""] = (begun.length > 0 ? begun : candidates).toSorted(
    (a, b) => distance(start, a) - distance(start, b),
  );
  return first;
}
