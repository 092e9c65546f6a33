import { distance } from "fastest-levenshtein";

/**
 * The candidate that a misspelled word most likely means: one that begins with
 * it, or else the one with the fewest changes. Undefined if more than half of
 * the word would have to change.
 */
export function nearest(
  word: string,
  candidates: readonly string[],
): string | undefined {
  // The distance is quadratic, so only the beginning is compared.
  const start = word.slice(0, 64).toLowerCase().replaceAll("_", "-");
  const begun = candidates.filter((candidate) =>
    start !== "" && candidate.startsWith(start)
  );
  const [first] = (begun.length > 0 ? begun : candidates).toSorted(
    (a, b) => distance(start, a) - distance(start, b),
  );
  if (first === undefined || begun.length > 0) return first;
  return distance(start, first) <= start.length / 2 ? first : undefined;
}
