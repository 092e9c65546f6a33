import type { Value } from "./sql.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A text as a column takes it. One with a NUL is kept as its bytes: the runtime
 * reads a text of SQLite up to the first NUL only.
 */
export function toColumn(text: string): Value {
  return text.includes("\0") ? encoder.encode(text) : text;
}

/** The text that {@linkcode toColumn} made this of. */
export function fromColumn(value: Value | undefined): string {
  return typeof value === "string"
    ? value
    : decoder.decode(value as Uint8Array);
}
