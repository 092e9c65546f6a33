/**
 * A command line or an environment that cannot be obeyed. The message is one
 * line for the person who wrote it: the name, the value, what is allowed.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const LONGEST = 80;

/**
 * Quotes what a person wrote so that it stays on one line: control characters
 * escaped, at most 80 characters of it.
 */
export function quote(text: string): string {
  return JSON.stringify(
    text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text,
  ).replace(/[\u007f-\u009f\u2028\u2029]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
