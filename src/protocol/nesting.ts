/** Objects and arrays within each other in a body, the body itself included. */
export const MAX_NESTING = 32;
/** What a client is told whose body is nested deeper. */
export const NESTED_TOO_DEEP =
  `body: nested too deep: expected at most ${MAX_NESTING} levels`;

/**
 * Is a value that came over the wire nested deeper than `levels`? The parser
 * takes any depth, and what walks the value after it would run out of stack.
 */
export function isNestedDeeper(value: unknown, levels = MAX_NESTING): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    return value.some((each) => isNestedDeeper(each, levels - 1));
  }
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    if (isNestedDeeper(field, levels - 1)) return true;
  }
  return false;
}
