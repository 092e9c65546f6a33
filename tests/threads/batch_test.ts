import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Batch, MAX_TEXT } from "../../src/threads/batch.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

function create(post: (text: string) => void = () => {}) {
  const clock = new FakeClock();
  const texts: string[] = [];
  const lost: unknown[] = [];
  const batch = new Batch<unknown>({
    clock,
    port: {
      postMessage: (text) => {
        post(String(text));
        texts.push(String(text));
      },
    },
    onFault: (item) => lost.push(item),
  });
  return { clock, texts, lost, batch };
}

Deno.test("what comes in one turn goes as one text, and again in the next", () => {
  const { clock, texts, batch } = create();
  for (const item of [1, [2], "three"]) batch.add(item);
  assertEquals(texts, []);
  clock.settle();
  batch.add(4);
  clock.settle();
  assertEquals(texts, ['[1,[2],"three"]', "[4]"]);
});

Deno.test("what waits may be sent before the turn is over, and goes once", () => {
  const { clock, texts, batch } = create();
  batch.add(1);
  batch.flush();
  batch.add(2);
  clock.settle();
  assertEquals(texts, ["[1]", "[2]"]);
});

Deno.test("texts are bounded, whatever waits, and nothing is lost or out of order", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 400_000 }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(sizes, (sizes) => {
      const { clock, texts, lost, batch } = create();
      const items = sizes.map((size, at) => [at, "x".repeat(size)]);
      for (const item of items) batch.add(item);
      clock.settle();
      assertEquals(texts.flatMap((text) => JSON.parse(text)), items);
      assertEquals(lost, []);
      for (const text of texts) assert(text.length <= MAX_TEXT + 1);
      assert(texts.length <= 1 + sizes.length);
    }),
    { numRuns: 30 },
  );
});

Deno.test("an item longer than a text goes alone", () => {
  const { clock, texts, batch } = create();
  const long = "x".repeat(2 * MAX_TEXT);
  for (const item of [1, long, 2]) batch.add(item);
  clock.settle();
  assertEquals(texts.map((text) => JSON.parse(text)), [[1], [long], [2]]);
});

Deno.test("an item that has no text is lost alone, and the batch goes on", () => {
  const { clock, texts, lost, batch } = create();
  for (const item of [1, 2n, 3]) batch.add(item);
  clock.settle();
  batch.add(4);
  clock.settle();
  assertEquals([texts, lost], [["[1,3]", "[4]"], [2n]]);
});

Deno.test("where a text cannot be posted what is in it is lost, and nothing else", () => {
  const { clock, texts, lost, batch } = create((text) => {
    if (text.includes("bad")) throw new Error("not copied");
  });
  const long = "x".repeat(MAX_TEXT);
  for (const item of ["bad", 1, long, 2]) batch.add(item);
  clock.settle();
  assertEquals([texts.length, lost], [2, ["bad", 1]]);
});
