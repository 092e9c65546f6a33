import { isReserved } from "./ids.ts";

/*
 * What people and chatrooms may be called. An application shows a name as it
 * is, beside others': it has to be seen, and to leave the line around it alone.
 */

/** What a name is, for error texts. */
export const NAME_RULE =
  "a name of 1 to 64 characters, one of them visible, without control characters";
/** The same of a user. */
export const USER_NAME_RULE = `${NAME_RULE}, other than the service's own`;

// Controls and ends of lines, and what turns the direction of the text around
// it. The marks of right-to-left writing, and the joiners of emoji, are none.
const UNRULY = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

// Beyond what Unicode itself says is not shown: marks that sit on another
// character, the blank of Braille, a note without a head, blanks of hieroglyphs
// and of Khitan, and the place of an object.
const INVISIBLE =
  /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Mn}\p{Me}\p{Noncharacter_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}\u{16fe4}\ufffc]/gu;

/**
 * Letters of other alphabets, small capitals and letters in signs that are drawn
 * like these, in lower case: also those of which only the capital is (Υ, Ꮪ).
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

/** May somebody, or a chatroom, be called so? The length is looked at elsewhere. */
export function isName(text: string): boolean {
  return !UNRULY.test(text) && text.replace(INVISIBLE, "") !== "";
}

/** May a user be called so? */
export function isUserName(text: string): boolean {
  return isName(text) && !looksLikeSystem(text);
}

function looksLikeSystem(name: string): boolean {
  const seen = name.normalize("NFKD").replace(INVISIBLE, "").toLowerCase();
  const drawn = Array.from(seen, (letter) => DRAWN_LIKE.get(letter) ?? letter);
  return isReserved(drawn.join(""));
}
