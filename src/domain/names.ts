import { isReserved } from "./ids.ts";

/*
 * Names of users and chatrooms. An application shows a name as it is, beside
 * others: so it must be visible, and must not disturb the line around it.
 */

/** The rule for a name, for error texts. */
export const NAME_RULE =
  "a name of 1 to 64 characters, one of them visible, without control characters";
/** The rule for a user's name. */
export const USER_NAME_RULE = `${NAME_RULE}, other than the service's own`;

// Control characters, line ends, and what reverses the direction of the text
// around it. The marks of right-to-left writing and the joiners of emoji are
// not among them.
const UNRULY = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

// Invisible characters that Unicode does not list as such are added: marks that
// sit on another character, the blank of Braille, a note without a head, blanks
// of hieroglyphs and of Khitan, and the object replacement character.
const INVISIBLE =
  /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Mn}\p{Me}\p{Noncharacter_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}\u{16fe4}\ufffc]/gu;

/**
 * Letters of other alphabets, small capitals and letters in signs that look
 * like these, in lower case. Letters of which only the capital looks alike
 * (Υ, Ꮪ) are here, too.
 */
const LOOKALIKES: Readonly<Record<string, string>> = {
  s: "ѕꜱʂƽտꮪꮥꓢ𐑈🅢🆂",
  y: "уʏүγυყỿɣꭹꮍⲩꓬ🅨🆈",
  t: "тᴛτꭲⲧꓔ🅣🆃",
  e: "еᴇε℮ҽꬲꭼⲉꓰ🅔🅴",
  m: "мᴍμϻꮇⲙꓟ🅜🅼",
};
const DRAWN_LIKE: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOKALIKES).flatMap(([letter, others]) =>
    Array.from(others, (other): [string, string] => [other, letter])
  ),
);

/** May a user or a chatroom have this name? The length is checked elsewhere. */
export function isName(text: string): boolean {
  return !UNRULY.test(text) && text.replace(INVISIBLE, "") !== "";
}

/** May a user have this name? */
export function isUserName(text: string): boolean {
  return isName(text) && !looksLikeSystem(text);
}

function looksLikeSystem(name: string): boolean {
  const seen = name.normalize("NFKD").replace(INVISIBLE, "").toLowerCase();
  const drawn = Array.from(seen, (letter) => DRAWN_LIKE.get(letter) ?? letter);
  return isReserved(drawn.join(""));
}
