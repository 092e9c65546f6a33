import type { Value } from "./sql.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A text as a column value. One with a NUL is stored as bytes, because the
 * runtime reads a text of SQLite only up to the first NUL.
 */
export function toColumn(text: string): Value {
  return text.includes("\0") ? encoder.encode(text) : text;
}

/** The text from a value of {@linkcode toColumn}. */
export function fromColumn(value: Value | undefined): string {
  return typeof value === "string"
    ? value
    : decoder.decode(value as Uint8Array);
}
