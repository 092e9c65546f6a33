/** What the heap holds for a text beside its characters, rounding included. */
const TEXT_OVERHEAD = 20;

/** A character that V8 cannot keep in one byte, and so no other of its text. */
const WIDE = /[\u0100-\uffff]/;

/**
 * Bytes of the heap that a text takes. Of a narrow text V8 knows without a look
 * that no character is wide.
 */
export function textBytes(text: string): number {
  return TEXT_OVERHEAD + text.length * (WIDE.test(text) ? 2 : 1);
}
