const UNITS: readonly (readonly [string, number])[] = [
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
  ["B", 1],
];

const FORM = /^(\d{1,15})(GiB|MiB|KiB|B)?$/;

/**
 * Reads a size: `65536`, `64KiB`, `4MiB`, `1GiB`. `KB` is refused, as it means
 * 1000 to some and 1024 to others.
 *
 * @returns bytes, or `undefined` when the text is no size
 */
export function parseSize(text: string): number | undefined {
  const [, digits, name = "B"] = FORM.exec(text) ?? [];
  const unit = UNITS.find(([known]) => known === name);
  if (digits === undefined || unit === undefined) return undefined;
  const bytes = Number(digits) * unit[1];
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/**
 * Writes a size with the largest unit that leaves no fraction: `100B`, `64KiB`.
 *
 * @param bytes a whole number from 0 on
 */
export function formatSize(bytes: number): string {
  const [name, size] =
    UNITS.find(([, size]) => bytes >= size && bytes % size === 0) ?? ["B", 1];
  return `${bytes / size}${name}`;
}
