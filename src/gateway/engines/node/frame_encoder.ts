import { Buffer } from "node:buffer";
import type { Encoded } from "../../../protocol/codec.ts";
import { compressed } from "./compression.ts";
import { headerSize, MAX_HEADER, putHeader } from "./frame_header.ts";
import { OPCODE, type Opcode } from "./opcodes.ts";

/** Most bytes of UTF-8 for one UTF-16 code unit. */
const MAX_UNIT = 3;
/**
 * Bytes of the buffer for the frames of a turn; more get a buffer of their own.
 */
const SCRATCH = 256 * 1024;
/** Length from which a frame may be one that many sockets get. */
const LARGE = 512;
/** How many of those are kept in written form for the next socket. */
const KEPT = 4;

/** A large frame in its last written form. */
interface Written {
  readonly frame: Encoded;
  readonly isCompressed: boolean;
  readonly bytes: Buffer;
}

/**
 * Writes frames for all sockets of an engine. A chatroom's push goes to many,
 * one after the other: its bytes are made once and shared.
 */
export class FrameEncoder {
  #utf8 = new TextEncoder();
  #scratch = Buffer.allocUnsafe(SCRATCH);
  #written: Written[] = [];

  /** All frames one after the other, in as few bytes as the peer can read. */
  encode(frames: readonly Encoded[], isCompressed: boolean): Buffer {
    const [first] = frames;
    if (frames.length === 1 && first !== undefined) {
      return this.#encodeOne(first, isCompressed);
    }
    if (isCompressed) {
      return Buffer.concat(frames.map((each) => this.#encodeOne(each, true)));
    }
    return this.#encodeAll(frames);
  }

  #encodeOne(frame: Encoded, isCompressed: boolean): Buffer {
    if (frame.length < LARGE) return this.#encodeAll([frame]);
    for (const each of this.#written) {
      // Cheap to compare: different texts differ in length or early on, and
      // equal ones are the same object.
      if (each.frame !== frame || each.isCompressed !== isCompressed) continue;
      return each.bytes;
    }
    const bytes = isCompressed && compressedFrame(frame) ||
      this.#encodeAll([frame]);
    this.#written.unshift({ frame, isCompressed, bytes });
    if (this.#written.length > KEPT) this.#written.pop();
    return bytes;
  }

  #encodeAll(frames: readonly Encoded[]): Buffer {
    const most = frames.reduce((sum, frame) => sum + mostBytes(frame), 0);
    const into = most <= SCRATCH ? this.#scratch : Buffer.allocUnsafe(most);
    let end = 0;
    for (const frame of frames) {
      end = typeof frame === "string"
        ? this.#putText(into, end, frame)
        : putBytes(into, end, frame);
    }
    return Buffer.from(into.subarray(0, end));
  }

  /**
   * The size of the header depends on the bytes, so the text is first written
   * as if it were ASCII, which it mostly is.
   */
  #putText(into: Buffer, start: number, text: string): number {
    const guess = start + headerSize(text.length);
    const { written: length } = this.#utf8.encodeInto(
      text,
      into.subarray(guess),
    );
    const begin = start + headerSize(length);
    if (begin !== guess) into.copyWithin(begin, guess, guess + length);
    return putHeader(into, start, { opcode: OPCODE.text, length }) + length;
  }
}

/** A control frame: a ping, a pong or a close. */
export function controlFrame(opcode: Opcode, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(MAX_HEADER + payload.length);
  const begin = putHeader(frame, 0, { opcode, length: payload.length });
  frame.set(payload, begin);
  return frame.subarray(0, begin + payload.length);
}

function putBytes(into: Buffer, start: number, bytes: Uint8Array): number {
  const { length } = bytes;
  const begin = putHeader(into, start, { opcode: OPCODE.binary, length });
  into.set(bytes, begin);
  return begin + length;
}

function compressedFrame(frame: Encoded): Buffer | undefined {
  const isText = typeof frame === "string";
  const payload = compressed(isText ? Buffer.from(frame) : frame);
  if (payload === undefined) return undefined;
  const { length } = payload;
  const opcode = isText ? OPCODE.text : OPCODE.binary;
  const whole = Buffer.allocUnsafe(headerSize(length) + length);
  const header = { opcode, length, isCompressed: true };
  whole.set(payload, putHeader(whole, 0, header));
  return whole;
}

function mostBytes(frame: Encoded): number {
  const { length } = frame;
  return MAX_HEADER + (typeof frame === "string" ? MAX_UNIT * length : length);
}
