/** Heap bytes of a text besides its characters, rounding included. */
const TEXT_OVERHEAD = 20;

/**
 * A character that does not fit in one byte; V8 then uses two bytes for every
 * character of the text.
 */
const WIDE = /[\u0100-\uffff]/;

/**
 * Heap bytes of a text. For a one-byte text V8 knows without a search that
 * there is no wide character.
 */
export function textBytes(text: string): number {
  return TEXT_OVERHEAD + text.length * (WIDE.test(text) ? 2 : 1);
}
