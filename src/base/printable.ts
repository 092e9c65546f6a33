// Controls, C1 among them, what turns the direction of a text around, formats
// that are not seen, and ends of lines that JSON leaves alone.
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text in JSON in which a terminal shows everything and obeys nothing: it
 * reads back as the same.
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
