import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { linesOf } from "../../../src/storage/archive/lines.ts";
import { ArchiveError } from "../../../src/storage/archive/records.ts";

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]) {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

Deno.test("lines are the same, however the stream is cut into pieces", async () => {
  const line = fc.string({ unit: "grapheme" })
    .map((text) => text.replaceAll("\n", ""));
  const sizes = fc.array(fc.nat(7));
  const property = fc.asyncProperty(
    fc.array(line),
    sizes,
    async (texts, cuts) => {
      const bytes = new TextEncoder().encode(
        texts.map((text) => `${text}\n`).join("") + "cut off",
      );
      const found = await Array.fromAsync(linesOf(inPieces(bytes, cuts)));
      assertEquals(found.map(({ text }) => text), texts);
      const end = found.at(-1)?.end ?? 0;
      assertEquals(end, bytes.length - "cut off".length);
    },
  );
  await fc.assert(property);
});

Deno.test("only a line feed ends a line", async () => {
  const text = "a\u2028b\rc\u0085d\n";
  const bytes = new TextEncoder().encode(text);
  const found = await Array.fromAsync(linesOf(inPieces(bytes, [])));
  assertEquals(found.map((line) => line.text), [text.slice(0, -1)]);
});

Deno.test("what is no UTF-8 is refused", async () => {
  const bytes = new Uint8Array([0x61, 0xff, 0x0a]);
  await assertRejects(
    () => Array.fromAsync(linesOf(inPieces(bytes, []))),
    ArchiveError,
    "no UTF-8",
  );
});
