import { distance } from "fastest-levenshtein";

/**
 * The candidate a misspelled word most likely stands for: one that begins with
 * it, else the one with the fewest changes; undefined where more than half of
 * the word would have to change.
 */
export function nearest(
  word: string,
  candidates: readonly string[],
): string | undefined {
  // The distance is quadratic, and nobody misspells a thousand letters.
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
