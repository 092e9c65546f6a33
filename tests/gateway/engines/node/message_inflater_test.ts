import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { constants, deflateRawSync } from "node:zlib";
import { agreeOnCompression } from "../../../../src/gateway/engines/node/compression.ts";
import { FrameReader } from "../../../../src/gateway/engines/node/frame_reader.ts";
import { encodeFrame, OPCODE } from "../../../helpers/raw_socket.ts";

const LIMIT = 65_536;
const TRAILER = 4;
const OFFER = { "sec-websocket-extensions": "permessage-deflate" };
/** No block of deflate begins like this. */
const GARBAGE = Buffer.of(0xff, 0xff, 0xff, 0xff);

/** A reader of a connection with compression, and what it tells. */
function create() {
  const told: unknown[] = [];
  const reader = new FrameReader({
    maxFrameSize: LIMIT,
    extensions: agreeOnCompression(OFFER, LIMIT)?.extensions ?? {},
    events: {
      message: (frame) => told.push(frame),
      ping: () => told.push("ping"),
      closing: (code) => told.push(["closing", code]),
      refused: ({ code }) => told.push(["refused", code]),
      drained: () => {},
    },
  });
  return { reader, told };
}

/** What is told of these frames. */
async function toldOf(...frames: Uint8Array[]): Promise<unknown[]> {
  const { reader, told } = create();
  for (const frame of frames) reader.write(Buffer.from(frame));
  for (let turns = 0; turns < 10; turns++) {
    await new Promise((resolve) => setImmediate(() => resolve(null)));
  }
  return told;
}

/** As a client compresses it. */
function compress(text: string): Uint8Array {
  return deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH })
    .subarray(0, -TRAILER);
}

const COMPRESSED = { compressed: true };
const FIRST = { compressed: true, final: false };
const LAST = { opcode: OPCODE.continuation };

Deno.test("compressed messages are read in order, between plain ones", async () => {
  const frames = [
    encodeFrame(compress("one"), COMPRESSED),
    encodeFrame("two"),
    encodeFrame(compress("x".repeat(LIMIT)), COMPRESSED),
    encodeFrame(compress(""), COMPRESSED),
  ];
  assertEquals(await toldOf(Buffer.concat(frames)), [
    "one",
    "two",
    "x".repeat(LIMIT),
    "",
  ]);
});

Deno.test("a compressed message may come in many fragments, with pings between", async () => {
  const text = "much ado ".repeat(200);
  const bytes = [...compress(text + Math.PI)];
  const fragments = bytes.map((byte, index) =>
    encodeFrame(Buffer.of(byte), {
      opcode: index === 0 ? OPCODE.text : OPCODE.continuation,
      compressed: index === 0,
      final: false,
    })
  );
  const ping = encodeFrame("", { opcode: OPCODE.ping });
  const end = encodeFrame("", LAST);
  const told = await toldOf(Buffer.concat([...fragments, ping, end]));
  assertEquals(told, ["ping", text + Math.PI]);
});

Deno.test("what is not compressed as it says is refused with 1007, and nobody's fault", async () => {
  assertEquals(await toldOf(encodeFrame(GARBAGE, COMPRESSED)), [
    ["refused", 1007],
  ]);
  // Nothing of it is taken for a message, or for a frame of another kind.
  const parts = [encodeFrame(GARBAGE, FIRST), encodeFrame("x", LAST)];
  assertEquals(await toldOf(...parts), [["refused", 1007]]);
});

Deno.test("a compressed message that is too big when it is read is refused with 1009", async () => {
  const bomb = encodeFrame(compress("x".repeat(LIMIT + 1)), COMPRESSED);
  assertEquals(await toldOf(bomb), [["refused", 1009]]);
});
