/** Most levels of objects and arrays in a body, the body itself included. */
export const MAX_NESTING = 32;
/** The refusal of a body that is nested deeper. */
export const NESTED_TOO_DEEP =
  `body: nested too deep: expected at most ${MAX_NESTING} levels`;

/**
 * Is a received value nested deeper than `levels`? The parser accepts any
 * depth, and later recursion over the value would run out of stack.
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
