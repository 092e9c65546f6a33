import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isName, isUserName } from "../../src/domain/names.ts";

Deno.test("a name is whatever people are called", () => {
  const good = [
    ...["Ann", "a", "Ann Smith", " x ", "李小龍", "אבי", "علي", "Zoë", "é"],
    // Emoji with a joiner, a variation, a skin, a flag of tags; a keycap.
    ...["👩‍💻", "❤️", "👍🏽", "🏴\u{e0067}\u{e0062}\u{e007f}", "1️⃣"],
    // A mark for the direction, a soft hyphen, a joiner in Persian.
    ...["\u200fعلي", "a\u00adb", "می\u200cخواهم", "ᄀ", "한"],
    ...["-", ".", "$", "\uf8ff", "system2", "sys tem x"],
  ];
  for (const text of good) assertEquals(isName(text), true, text);
});

Deno.test("a name that nobody sees is none", () => {
  const invisible = [
    ..." \u00a0\u1680\u2003\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e",
    ..."\u115f\u1160\u3164\uffa0\u034f\u17b4\u2800\ufe0f\u2064\u061c\u200e",
    ..."\u0301\u20dd\ufffc\uffff",
    ...["\u{e0001}", "\u{e0041}", "\u{e0100}", "\u{1d159}", "\u{1d173}"],
    ...["\u{13441}", "\u{16fe4}", "\u{1bca0}", "\u2065", "\u{1ffff}"],
  ];
  for (const text of invisible) {
    const shown = text.codePointAt(0)?.toString(16);
    assertEquals([isName(text), isName(text.repeat(3))], [false, false], shown);
    assertEquals(isName(`${text}a`), true, shown);
  }
  fc.assert(fc.property(
    fc.string({ unit: fc.constantFrom(...invisible), maxLength: 64 }),
    (text) => !isName(text),
  ));
  assertEquals(isName(""), false);
});

Deno.test("a name has nothing that ends a line, is a control, or turns the text around", () => {
  const unruly = [
    ..."\0\t\n\r\x1b\x7f\x85\x9b\u2028\u2029",
    ..."\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
  ];
  for (const text of unruly) {
    const shown = text.codePointAt(0)?.toString(16);
    assertEquals(isName(`a${text}b`), false, shown);
  }
});

Deno.test("nobody is called what looks like the service's own name", () => {
  const names = [
    ...[
      "system",
      "System",
      "SYSTEM",
      " system ",
      "\u200bsystem",
      "sys\u200dtem",
    ],
    ...[
      "ｓｙｓｔｅｍ",
      "ⓢⓨⓢⓣⓔⓜ",
      "𝐬𝐲𝐬𝐭𝐞𝐦",
      "ſyſtem",
      "ѕуѕтем",
      "ЅУЅТЕМ",
      "ѕystem",
    ],
    // Letters of which only the capital is drawn alike, and with marks.
    ...["SΥSTEM", "SYSTΕΜ", "ꓢꓬꓢꓔꓰꓟ", "ᏚᎩᏚᎢᎬᎷ", "Տystem", "syst℮m"],
    ...["systém", "sÿstem", "ṣystem", "🅢🅨🅢🅣🅔🅜", "🆂🆈🆂🆃🅴🅼"],
    ...["sʏsᴛᴇᴍ", "system\u3164", "s\u00ady\u00adstem", "s y s t e m"],
  ];
  for (const text of names) assertEquals(isUserName(text), false, text);
  const others = [
    ...["systems", "The system", "ecosystem", "sys", "sistem", "système"],
    ...["система", "σύστημα", "ਸਿਸਟਮ", "시스템", "システム"],
  ];
  for (const text of others) assertEquals(isUserName(text), true, text);
  // A chatroom speaks for nobody.
  assertEquals(isName("System"), true);
});
