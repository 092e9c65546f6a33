import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { byteLength, roughLength, Weight } from "../../src/push/weight.ts";

const encoded = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
);

Deno.test("byteLength() counts the bytes that go over the socket", () => {
  assertEquals(byteLength("aé字😀"), 1 + 2 + 3 + 4);
  assertEquals(byteLength(""), 0);
  assertEquals(byteLength(new Uint8Array(7)), 7);
});

Deno.test("a weight is never less roughly than exactly, and exact is what adding up says", () => {
  fc.assert(fc.property(fc.array(encoded), fc.array(fc.nat(9)), (all, more) => {
    const weight = new Weight();
    let sum = 0;
    for (const [at, each] of all.entries()) {
      weight.add(each);
      weight.addBytes(more[at] ?? 0);
      sum += byteLength(each) + (more[at] ?? 0);
      assert(roughLength(each) >= byteLength(each));
      assert(weight.rough >= sum);
      // Now and then it is measured in between.
      if (at % 3 === 0) assertEquals(weight.exact, sum);
    }
    assertEquals([weight.exact, weight.rough], [sum, sum]);
  }));
});
