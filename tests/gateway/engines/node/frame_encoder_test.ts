import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";
import {
  ControlFrame,
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

/** A frame that is large enough to be one that many get. */
const PUSH = "push".repeat(500);

Deno.test("a large frame for many is written once, from the second of them on", () => {
  const encoder = new FrameEncoder();
  for (const isCompressed of [false, true]) {
    encoder.encode([PUSH], isCompressed);
    const written = encoder.encode([PUSH], isCompressed);
    encoder.encode(["else".repeat(500)], isCompressed);
    assertStrictEquals(encoder.encode([PUSH], isCompressed), written);
    assertEquals(read(written), [PUSH]);
    assertEquals(written.length < PUSH.length, isCompressed);
  }
});

Deno.test("what is remembered of large frames is little", () => {
  const encoder = new FrameEncoder();
  const twice = () => [1, 2].map(() => encoder.encode([PUSH], false))[1];
  const written = twice();
  for (let count = 0; count < 4; count++) {
    encoder.encode([`${count}`.repeat(2000)], false);
  }
  assertEquals(twice() === written, false);
});

Deno.test("bytes that somebody still needs are not written over", () => {
  const encoder = new FrameEncoder();
  const first = encoder.encode(["first"], false);
  encoder.leave(first);
  const second = encoder.encode(["second"], false);
  const owned = encoder.own(second);
  encoder.encode(["further"], false);
  assertEquals([first, owned].map(read), [["first"], ["second"]]);
  assertEquals(second === owned, false);
});

Deno.test("what compressing makes no smaller goes as it is", () => {
  const noise = crypto.getRandomValues(new Uint8Array(4096));
  const [first = 0] = new FrameEncoder().encode([noise], true);
  assertEquals(first, 0x80 | OPCODE.binary);
});

Deno.test("a control frame has its payload behind two bytes", () => {
  const pong = new ControlFrame(OPCODE.pong, Buffer.from("hi"));
  assertEquals(
    new FrameEncoder().encode([pong], true),
    Buffer.from([0x8a, 2, 0x68, 0x69]),
  );
});
