/** Groups a flat result of a script by so many. */
export function inGroups(flat: readonly string[], size: number): string[][] {
  return Array.from(
    { length: flat.length / size },
    (_, at) => flat.slice(size * at, size * (at + 1)),
  );
}
