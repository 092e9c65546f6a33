import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatSize, parseSize } from "../../src/options/size.ts";

Deno.test("parseSize() reads bytes with and without a unit", () => {
  const sizes = [
    ["65536", 65536],
    ["100B", 100],
    ["64KiB", 65536],
    ["4MiB", 4_194_304],
    ["1GiB", 1_073_741_824],
    ["0", 0],
  ] as const;
  for (const [text, bytes] of sizes) assertEquals(parseSize(text), bytes, text);
});

Deno.test("parseSize() refuses what is not a size, and units that are ambiguous", () => {
  const refused = [
    ...["", "KiB", "64KB", "64K", "64k", "64kib", "1.5MiB", "64 KiB", " 1"],
    ...["-1", "+1", "1e3", "0x10", "1_000", "1,000", "1TiB", "1\n", "NaN"],
    "999999999999999GiB",
  ];
  for (const text of refused) assertEquals(parseSize(text), undefined, text);
});

Deno.test("parseSize() reads back everything that formatSize() writes", () => {
  fc.assert(fc.property(fc.nat(2 ** 31), (bytes) => {
    assertEquals(parseSize(formatSize(bytes)), bytes);
    assertEquals(parseSize(formatSize(bytes * 1024)), bytes * 1024);
  }));
});

Deno.test("parseSize() never throws and gives whole bytes only", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(..."0159KMGiB.") }),
  );
  fc.assert(fc.property(text, (text) => {
    const bytes = parseSize(text);
    return bytes === undefined || Number.isSafeInteger(bytes);
  }));
});
