/** The value that `share` of the values do not exceed; 0 if there are none. */
export function quantile(values: readonly number[], share: number): number {
  return quantileOfSorted(values.toSorted((a, b) => a - b), share);
}

/** The same for sorted values. */
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

/** For each round, a value divided by the other one of the same round. */
export function ratios(
  values: readonly number[],
  beside: readonly number[],
): number[] {
  return values.flatMap((value, round) => {
    const other = beside[round];
    return other ? [value / other] : [];
  });
}
