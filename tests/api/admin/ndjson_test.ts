import { assertEquals, assertRejects } from "@std/assert";
import { ndjson } from "../../../src/api/admin/ndjson.ts";

/** So many lines of a thousand characters; then a fault, if one is given. */
async function* linesOf(count: number, fault?: Error) {
  for (let at = 0; at < count; at++) yield { at, text: "x".repeat(1000) };
  if (fault !== undefined) throw fault;
  await Promise.resolve();
}

async function numbersOf(response: Response): Promise<number[]> {
  const text = await response.text();
  return text.split("\n").filter(Boolean).map((line) => JSON.parse(line).at);
}

Deno.test("each object is a line, however many pieces they are sent in", async () => {
  for (const count of [0, 1, 500]) {
    const expected = Array.from({ length: count }, (_, at) => at);
    assertEquals(await numbersOf(await ndjson(linesOf(count))), expected);
  }
});

Deno.test("a fault in the first piece is thrown before the response begins", async () => {
  const fault = new Error("out of reach");
  const thrown = await assertRejects(() => ndjson(linesOf(3, fault)));
  assertEquals(thrown, fault);
});

Deno.test("a fault later on breaks the body off", async () => {
  const response = await ndjson(linesOf(500, new Error("out of reach")));
  await assertRejects(() => response.text(), Error, "out of reach");
});

Deno.test("who goes away in the middle ends the reading", async () => {
  let isEnded = false;
  async function* lines() {
    try {
      yield* linesOf(500);
    } finally {
      isEnded = true;
    }
  }
  const { body } = await ndjson(lines());
  await body!.cancel();
  assertEquals(isEnded, true);
});
