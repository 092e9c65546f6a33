import { ReplyError } from "../base/errors.ts";

/** Most levels of objects and arrays in a body, the body itself included. */
export const MAX_NESTING = 32;

/** Most levels of the `data` in a body. */
export const MAX_DATA_NESTING = MAX_NESTING - 1;

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

/**
 * Checks a received body. Of one whose `data` is nested too deep the refusal
 * names that field.
 *
 * @throws {ReplyError} 400
 */
export function requireFlat(body: unknown): void {
  if (!isNestedDeeper(body)) return;
  requireFlatData((body as { readonly data?: unknown }).data);
  throw nestedTooDeep("body", MAX_NESTING);
}

/**
 * Checks a `data` that was not decoded with its body, but is as deep in it.
 *
 * @throws {ReplyError} 400
 */
export function requireFlatData(data: unknown): void {
  if (!isNestedDeeper(data, MAX_DATA_NESTING)) return;
  throw nestedTooDeep("data", MAX_DATA_NESTING);
}

function nestedTooDeep(field: string, levels: number): ReplyError {
  return new ReplyError(
    400,
    `${field}: nested too deep: expected at most ${levels} levels`,
  );
}
