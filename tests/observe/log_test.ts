import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  createLog,
  LOG_LEVELS,
  type LogFields,
  type LogFormat,
  type LogLevel,
} from "../../src/observe/log.ts";

const NOW = Date.UTC(2024, 5, 7, 8, 9, 10, 11);
const TIME = "2024-06-07T08:09:10.011Z";

function create(format: LogFormat, level: LogLevel = "debug") {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const log = createLog({ level, format, write, now: () => NOW });
  return { log, lines };
}

Deno.test("a JSON line is one object with time, level, event and fields", () => {
  const { log, lines } = create("json");
  log.warn("refused", {
    user: "ann",
    code: 403,
    again: false,
    none: undefined,
  });
  assertEquals(lines, [
    `{"time":"${TIME}","level":"warn","event":"refused",` +
    `"user":"ann","code":403,"again":false}\n`,
  ]);
});

Deno.test("a text line is for people, its values quoted where they need to be", () => {
  const { log, lines } = create("text");
  log.info("listening", { at: "[::]:8080", why: "a b", empty: "", n: 1.5 });
  log.error("fault", { none: undefined });
  assertEquals(lines, [
    `${TIME} INFO  listening at=[::]:8080 why="a b" empty="" n=1.5\n`,
    `${TIME} ERROR fault\n`,
  ]);
});

Deno.test("lines below the level are not written, and cost no clock", () => {
  for (const [at, level] of LOG_LEVELS.entries()) {
    const lines: string[] = [];
    let asked = 0;
    const log = createLog({
      level,
      format: "json",
      write: (line) => lines.push(line),
      now: () => NOW + asked++,
    });
    for (const each of LOG_LEVELS) log[each]("event");
    const written = lines.map((line) => JSON.parse(line).level);
    assertEquals(written, LOG_LEVELS.slice(at));
    assertEquals(asked, written.length);
  }
});

Deno.test("an event is one line whatever its values hold", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom("\n", "\r", "\u2028", "\u001b", "a", '"'),
    }),
  );
  const fields: fc.Arbitrary<LogFields> = fc.record({ a: value, b: value });
  for (const format of ["json", "text"] as const) {
    fc.assert(fc.property(fields, (fields) => {
      const { log, lines } = create(format);
      log.info("event", fields);
      const [line = ""] = lines;
      assertEquals([lines.length, line.at(-1)], [1, "\n"]);
      // deno-lint-ignore no-control-regex -- a terminal acts on these
      assertEquals(/[\u0000-\u001f]/.test(line.slice(0, -1)), false);
      if (format === "json") assertEquals(JSON.parse(line).a, fields.a);
    }));
  }
});

/** What a terminal obeys, or what changes what else it shows, unseen. */
const OBEYED = [
  ..."\0\x07\t\n\r\x1b\x7f\x80\x85\x9b\x9f\xad",
  ..."\u061c\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069",
  ..."\ufeff\ufff9",
  ...["\u{e0001}", "\u{e0041}", "\u{1d173}"],
];

Deno.test("a line has nothing that a terminal obeys, and a JSON line says the same", () => {
  for (const format of ["text", "json"] as const) {
    const { log, lines } = create(format);
    for (const device of OBEYED) log.info("login", { device: `a${device}b` });
    for (const [at, line] of lines.entries()) {
      const plain = line.slice(0, -1);
      assertEquals(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(plain), false, plain);
      const value = format === "json"
        ? JSON.parse(plain).device
        : JSON.parse(plain.slice(plain.indexOf("=") + 1));
      assertEquals(value, `a${OBEYED[at]}b`);
    }
  }
});

Deno.test("a line shows letters of every alphabet as they are", () => {
  const { log, lines } = create("text");
  log.info("login", { device: "Zoës 電話 📱" });
  assertEquals(lines, [`${TIME} INFO  login device="Zoës 電話 📱"\n`]);
});
