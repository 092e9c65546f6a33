// Control characters (C1 too), what reverses the direction of a text, invisible
// format characters, and line ends that JSON does not escape.
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Escapes everything in a JSON text that a terminal would act on instead of
 * showing. The result parses to the same value.
 */
export function printable(json: string): string {
  return json.replace(OBEYED, escaped);
}

function escaped(character: string): string {
  let text = "";
  for (let at = 0; at < character.length; at++) {
    text += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }
  return text;
}
