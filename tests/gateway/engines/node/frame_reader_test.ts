import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import {
  type FrameEvents,
  FrameReader,
  MAX_FRAGMENTS,
} from "../../../../src/gateway/engines/node/frame_reader.ts";
import { encodeFrame, OPCODE } from "../../../helpers/raw_socket.ts";

const LIMIT = 65_536;

/** A reader, and what it tells. */
function create() {
  const told: unknown[] = [];
  const events: FrameEvents = {
    message: (frame) =>
      told.push(typeof frame === "string" ? frame : [...frame]),
    ping: (data) => told.push(["ping", String(data)]),
    closing: (code) => told.push(["closing", code]),
    refused: ({ code }) => told.push(["refused", code]),
    drained: () => told.push("drained"),
  };
  const reader = new FrameReader({
    maxFrameSize: LIMIT,
    extensions: {},
    events,
  });
  return { reader, told };
}

/** The whole of it, in pieces of these sizes, the last again and again. */
async function write(
  reader: FrameReader,
  bytes: Uint8Array,
  sizes: readonly number[],
): Promise<void> {
  const left = [...sizes];
  let size = 1;
  for (let at = 0; at < bytes.length; at += size) {
    size = left.shift() ?? size;
    reader.write(Buffer.from(bytes.subarray(at, at + size)));
  }
  // What a stream has taken it may tell in the next turn.
  await new Promise((resolve) => setImmediate(() => resolve(null)));
}

Deno.test("frames are read in whatever pieces they come", async () => {
  const frames = fc.array(
    fc.oneof(fc.string(), fc.uint8Array({ maxLength: 300 })),
    { maxLength: 8 },
  );
  const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(frames, sizes, async (frames, sizes) => {
      const { reader, told } = create();
      const bytes = frames.map((frame) =>
        typeof frame === "string"
          ? encodeFrame(frame)
          : encodeFrame(frame, { opcode: OPCODE.binary })
      );
      await write(reader, Buffer.concat(bytes), sizes);
      const expected = frames.map((frame) =>
        typeof frame === "string" ? frame : [...frame]
      );
      assertEquals(told, expected);
    }),
    { numRuns: 50 },
  );
});

Deno.test("a message of thousands of bytes that come one by one is whole, in one frame or many", async () => {
  const text = "0123456789".repeat(1000);
  const { reader, told } = create();
  await write(reader, encodeFrame(text), [1]);
  const fragments = [...text].map((each, index) =>
    encodeFrame(each, {
      opcode: index === 0 ? OPCODE.text : OPCODE.continuation,
      final: index === text.length - 1,
    })
  );
  for (const fragment of fragments) await write(reader, fragment, [7]);
  assertEquals(told, [text, text]);
});

Deno.test("a message that grows over the bound is refused as it comes in", async () => {
  const { reader, told } = create();
  const half = "x".repeat(LIMIT / 2);
  await write(reader, encodeFrame(half, { final: false }), [LIMIT]);
  const more = { opcode: OPCODE.continuation, final: false };
  await write(reader, encodeFrame(half, more), [LIMIT]);
  assertEquals(told, []);
  // Its length is enough to know.
  await write(reader, encodeFrame("x", more).subarray(0, 2), [2]);
  assertEquals(told, [["refused", 1009]]);
});

Deno.test("a message in more fragments than there may be is refused", async () => {
  const { reader, told } = create();
  await write(reader, encodeFrame("", { final: false }), [99]);
  const more = encodeFrame("", { opcode: OPCODE.continuation, final: false });
  const rest = Buffer.concat(Array(MAX_FRAGMENTS - 1).fill(more));
  await write(reader, rest, [60_000]);
  assertEquals(told, []);
  await write(reader, more, [99]);
  assertEquals(told, [["refused", 1009]]);
});

Deno.test("what is no frame, or no text, is refused with a code that says so", async () => {
  const cases: [number, Uint8Array][] = [
    [1002, encodeFrame("x", { masked: false })],
    [1002, encodeFrame("x", { opcode: 3 })],
    [1002, encodeFrame("x", { opcode: OPCODE.continuation })],
    [1002, encodeFrame("", { opcode: OPCODE.ping, final: false })],
    [1007, encodeFrame(Uint8Array.of(0xff, 0xfe))],
  ];
  for (const [code, bytes] of cases) {
    const { reader, told } = create();
    await write(reader, bytes, [bytes.length]);
    assertEquals(told, [["refused", code]]);
  }
});

Deno.test("a close is the last that is read, and a ping comes between fragments", async () => {
  const { reader, told } = create();
  const bytes = Buffer.concat([
    encodeFrame("a", { final: false }),
    encodeFrame("p", { opcode: OPCODE.ping }),
    encodeFrame("b", { opcode: OPCODE.continuation }),
    encodeFrame(Uint8Array.of(3, 232), { opcode: OPCODE.close }),
    encodeFrame("late"),
  ]);
  await write(reader, bytes, [bytes.length]);
  assertEquals(told, [["ping", "p"], "ab", ["closing", 1000]]);
});
