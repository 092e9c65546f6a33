import { cut } from "../base/cut.ts";
import { printable } from "../base/printable.ts";

/**
 * An invalid command line or environment. The message is one line for the
 * person who wrote it: the name, the value, what is allowed.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const LONGEST = 80;

/**
 * Quotes what a person wrote on one line: control and format characters
 * escaped, at most 80 characters.
 */
export function quote(text: string): string {
  const shown = text.length > LONGEST ? `${cut(text, LONGEST)}…` : text;
  return printable(JSON.stringify(shown));
}
