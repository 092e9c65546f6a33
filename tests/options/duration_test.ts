import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatDuration, parseDuration } from "../../src/options/duration.ts";

Deno.test("parseDuration() reads durations as Go writes them", () => {
  const durations = [
    ["250ms", 250],
    ["1s", 1000],
    ["2m", 120_000],
    ["1.5s", 1500],
    ["1.1s", 1100],
    [".5s", 500],
    ["1.s", 1000],
    ["1h30m", 5_400_000],
    ["1h0.5m10s", 3_640_000],
    ["1s1h", 3_601_000],
    ["5000us", 5],
    ["5000\u00b5s", 5],
    ["5000\u03bcs", 5],
    ["1000000ns", 1],
    ["168h", 604_800_000],
    ["0s", 0],
  ] as const;
  for (const [text, milliseconds] of durations) {
    assertEquals(parseDuration(text), milliseconds, text);
  }
});

Deno.test("parseDuration() refuses what is not a duration of whole milliseconds", () => {
  const refused = [
    ...["", "0", "10", "1.5", "s", ".s", "1 s", " 1s", "1s ", "-1s", "+1s"],
    ...["1d", "1S", "1sec", "1s2", "1,5s", "1e3s", "0x1s", "1..5s", "250us"],
    ...["0.0001s", "9999999999999999s", "Infinity", "NaN", "1s\n", "١s"],
  ];
  for (const text of refused) {
    assertEquals(parseDuration(text), undefined, text);
  }
});

Deno.test("parseDuration() reads back everything that formatDuration() writes", () => {
  fc.assert(fc.property(fc.nat(2 ** 31), (milliseconds) => {
    assertEquals(parseDuration(formatDuration(milliseconds)), milliseconds);
  }));
});

Deno.test("parseDuration() adds up parts in any order", () => {
  const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
  const unit = fc.constantFrom("ms", "s", "m", "h");
  const parts = fc.array(fc.tuple(fc.nat(9999), unit), { minLength: 1 });
  fc.assert(fc.property(parts, (parts) => {
    const sum = parts.reduce(
      (sum, [count, unit]) => sum + count * units[unit],
      0,
    );
    assertEquals(parseDuration(parts.flat().join("")), sum);
  }));
});

Deno.test("parseDuration() never throws and never gives a fraction", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(..."0159.hmsnu") }),
  );
  fc.assert(fc.property(text, (text) => {
    const milliseconds = parseDuration(text);
    return milliseconds === undefined || Number.isInteger(milliseconds);
  }));
});
