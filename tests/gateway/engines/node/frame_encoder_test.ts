import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";
import {
  controlFrame,
  FrameEncoder,
} from "../../../../src/gateway/engines/node/frame_encoder.ts";
import { OPCODE } from "../../../../src/gateway/engines/node/opcodes.ts";
import type { Encoded } from "../../../../src/protocol/codec.ts";

/** Stands at the end of what was compressed, and is not sent. */
const TRAILER = Buffer.from([0, 0, 0xff, 0xff]);

/** What a client reads out of a server's frames. */
function read(bytes: Buffer): Encoded[] {
  const frames: Encoded[] = [];
  for (let at = 0; at < bytes.length;) {
    const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
    let start = at + 2;
    let length = second;
    if (second === 126) [length, start] = [bytes.readUInt16BE(at + 2), at + 4];
    if (second === 127) {
      [length, start] = [Number(bytes.readBigUInt64BE(at + 2)), at + 10];
    }
    at = start + length;
    const sent = bytes.subarray(start, at);
    const payload = (first & 0x40) === 0
      ? sent
      : inflateRawSync(Buffer.concat([sent, TRAILER]), { finishFlush: 2 });
    assertEquals(first & 0xb0, 0x80, "one whole frame, without other bits");
    frames.push(
      (first & 15) === OPCODE.text
        ? payload.toString()
        : new Uint8Array(payload),
    );
  }
  return frames;
}

const frame: fc.Arbitrary<Encoded> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.uint8Array() as fc.Arbitrary<Encoded>,
  fc.tuple(fc.constantFrom("a", "é", "€", "😀"), fc.nat(70_000))
    .map(([unit, length]) => unit.repeat(length)),
);

Deno.test("what a client reads is what was sent, compressed or not", () => {
  const encoder = new FrameEncoder();
  fc.assert(
    fc.property(fc.array(frame), fc.boolean(), (frames, isCompressed) => {
      assertEquals(read(encoder.encode(frames, isCompressed)), frames);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a header is right at every length at which it grows", () => {
  const encoder = new FrameEncoder();
  for (const length of [0, 41, 42, 125, 126, 21_845, 65_535, 65_536]) {
    for (const unit of ["x", "€"]) {
      const text = unit.repeat(length);
      assertEquals(read(encoder.encode([text, text], false)), [text, text]);
    }
  }
});

Deno.test("a large frame for many is written once", () => {
  const encoder = new FrameEncoder();
  const push = "push".repeat(500);
  const other = "else".repeat(500);
  const written = encoder.encode([push], false);
  const compressed = encoder.encode([push], true);
  encoder.encode([other], false);
  assertStrictEquals(encoder.encode([push], false), written);
  assertStrictEquals(encoder.encode([push], true), compressed);
  assertEquals(read(compressed), [push]);
  assertEquals(compressed.length < written.length / 10, true);
});

Deno.test("what is kept of large frames is few", () => {
  const encoder = new FrameEncoder();
  const push = "push".repeat(500);
  const written = encoder.encode([push], false);
  for (let count = 0; count < 4; count++) {
    encoder.encode([`${count}`.repeat(2000)], false);
  }
  assertEquals(encoder.encode([push], false) === written, false);
});

Deno.test("what compressing makes no smaller goes as it is", () => {
  const noise = crypto.getRandomValues(new Uint8Array(4096));
  const [first = 0] = new FrameEncoder().encode([noise], true);
  assertEquals(first, 0x80 | OPCODE.binary);
});

Deno.test("a control frame has its payload behind two bytes", () => {
  assertEquals(
    controlFrame(OPCODE.pong, Buffer.from("hi")),
    Buffer.from([0x8a, 2, 0x68, 0x69]),
  );
});
