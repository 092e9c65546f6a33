/**
 * The begin of a text: at most so many UTF-16 units, of which the last is not
 * half a character.
 */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const isHalf = isHighSurrogate(text.charCodeAt(length - 1));
  return text.slice(0, isHalf ? length - 1 : length);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
