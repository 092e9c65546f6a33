/** Groups a flat result of a script by three. */
export function inThrees(flat: readonly string[]): [string, string, string][] {
  return Array.from(
    { length: flat.length / 3 },
    (_, at) => flat.slice(3 * at, 3 * at + 3) as [string, string, string],
  );
}
