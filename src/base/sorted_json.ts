/**
 * An object as JSON, with the keys of it and of what is in it in one order, so
 * that two texts that mean the same are equal. What is no JSON stays as it is.
 *
 * @param text JSON that is not nested without bound
 */
export function sortedJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), withSortedKeys);
  } catch {
    return text;
  }
}

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.sort(([a], [b]) => a < b ? -1 : 1));
}
