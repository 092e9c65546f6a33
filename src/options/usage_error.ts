import { printable } from "../base/printable.ts";

/**
 * A command line or an environment that cannot be obeyed. The message is one
 * line for the person who wrote it: the name, the value, what is allowed.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const LONGEST = 80;

/**
 * Quotes what a person wrote so that it stays on one line: control and format
 * characters escaped, at most 80 characters of it.
 */
export function quote(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return printable(JSON.stringify(shown));
}
