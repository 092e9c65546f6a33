import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  MessageIds,
  sequenceOfMessageId,
} from "../../src/domain/message_id.ts";

const START = 1_700_000_000_000;

/** Steps of a monotone clock, many of them none. */
const steps = fc.array(
  fc.oneof(fc.constant(0), fc.nat(3), fc.nat(100_000)),
  { minLength: 2, maxLength: 200 },
);

Deno.test("ids sort by creation as texts, across conversations", () => {
  fc.assert(fc.property(steps, fc.nat(40), (steps, spread) => {
    const ids = new MessageIds();
    let time = START;
    const made = steps.map((step, index) =>
      ids.next(time += step, 1 + (index * 7919) % (spread + 1))
    );
    assertEquals(made.toSorted(), made);
    assertEquals(new Set(made).size, made.length);
  }));
});

Deno.test("sequenceOfMessageId() reads the sequence that an id was made with", () => {
  const sequence = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  const time = fc.integer({ min: 1, max: 9e13 });
  fc.assert(fc.property(time, sequence, (time, sequence) => {
    const id = new MessageIds().next(time, sequence);
    assertEquals(sequenceOfMessageId(id), sequence);
    assert(id.length <= 256);
  }));
});

Deno.test("ids stay sortable and readable when the clock stands still for millions of messages", () => {
  const ids = new MessageIds();
  let before = "";
  for (let made = 0; made < 36 ** 4 + 10; made++) {
    const id = ids.next(START, 5);
    // Not by an assertion each: there are 1.7 million.
    if (id <= before || (made % 1000 === 0 || made >= 36 ** 4)) {
      assert(id > before, `${id} after ${before}`);
      assertEquals(sequenceOfMessageId(id), 5);
    }
    before = id;
  }
});

Deno.test("sequenceOfMessageId() knows no sequence in any other text", () => {
  const bad = [
    ...[
      "",
      "1",
      "0".repeat(13),
      "0".repeat(14),
      "x".repeat(25),
      "A".repeat(15),
    ],
    ...["0000000000000-1", "0000000000000 1", "00000000000001\n", "m1"],
    "0".repeat(13) + "z".repeat(11),
  ];
  for (const text of bad) {
    assertEquals(sequenceOfMessageId(text), undefined, JSON.stringify(text));
  }
});

Deno.test("sequenceOfMessageId() gives a safe positive number or nothing for any text", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(..."0189az"), maxLength: 30 }),
  );
  fc.assert(fc.property(text, (text) => {
    const sequence = sequenceOfMessageId(text);
    return sequence === undefined ||
      (Number.isSafeInteger(sequence) && sequence > 0);
  }));
});
