/**
 * Is every text in a value well-formed, keys too? Half of a surrogate pair has
 * no UTF-8 form: it would arrive as another character.
 */
export function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isWellFormed);
  return Object.entries(value)
    .every(([key, each]) => key.isWellFormed() && isWellFormed(each));
}
