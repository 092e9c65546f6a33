/** The value that `share` of the values do not exceed; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  return quantileOfSorted(values.toSorted((a, b) => a - b), share);
}

/** The same of values that ascend. */
export function quantileOfSorted(
  sorted: ArrayLike<number>,
  share: number,
): number {
  // By rank: of 1000 values, 999 do not exceed the 999th.
  const rank = Math.max(1, Math.ceil(sorted.length * share));
  return sorted[rank - 1] ?? 0;
}

/** The middle value; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const middle = Math.floor(values.length / 2);
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** What of a value and the one beside it in each round is the first's share. */
export function ratios(
  values: readonly number[],
  beside: readonly number[],
): number[] {
  return values.flatMap((value, round) => {
    const other = beside[round];
    return other ? [value / other] : [];
  });
}
