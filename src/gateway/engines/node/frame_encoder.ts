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
const SCRATCH = 32 * 1024;
/** Length from which a frame may be one that many sockets get. */
const LARGE = 512;
/** How many large frames are remembered for the next socket. */
const KEPT = 4;

/** A control frame: a ping, a pong or a close. */
export class ControlFrame {
  readonly opcode: Opcode;
  readonly payload: Uint8Array;

  constructor(opcode: Opcode, payload: Uint8Array) {
    this.opcode = opcode;
    this.payload = payload;
  }

  get length(): number {
    return this.payload.length;
  }

  get byteLength(): number {
    return this.payload.length;
  }
}

/** What a socket sends. */
export type Sent = Encoded | ControlFrame;

/** The bytes of a frame's payload. */
export function bytesOf(frame: Sent): number {
  return typeof frame === "string"
    ? Buffer.byteLength(frame)
    : frame.byteLength;
}

/** A large frame that was sent, and its bytes if they are used again. */
interface Remembered {
  readonly frame: Encoded;
  readonly isCompressed: boolean;
  times: number;
  bytes: Buffer | undefined;
}

/**
 * Writes frames for all sockets of an engine, into one buffer that is used again
 * and again. A chatroom's push goes to many, one after the other: its bytes are
 * made once and shared.
 */
export class FrameEncoder {
  #utf8 = new TextEncoder();
  #scratch = Buffer.allocUnsafeSlow(SCRATCH);
  #remembered: Remembered[] = [];

  /**
   * All frames one after the other, in as few bytes as the peer can read. They
   * are valid until the next call, unless {@linkcode FrameEncoder.leave} leaves
   * them to the caller.
   */
  encode(frames: readonly Sent[], isCompressed: boolean): Buffer {
    const [first] = frames;
    if (frames.length === 1 && first !== undefined) {
      return this.#encodeOne(first, isCompressed);
    }
    if (!isCompressed) return this.#encodeAll(frames);
    const each = frames.map((frame) => this.own(this.#encodeOne(frame, true)));
    return Buffer.concat(each);
  }

  /** The same bytes, valid for ever. */
  own(bytes: Buffer): Buffer {
    return this.#isOurs(bytes) ? Buffer.from(bytes) : bytes;
  }

  /** Somebody still needs these bytes. */
  leave(bytes: Buffer): void {
    if (!this.#isOurs(bytes)) return;
    this.#scratch = Buffer.allocUnsafeSlow(SCRATCH);
  }

  #isOurs({ buffer }: Buffer): boolean {
    return buffer === this.#scratch.buffer;
  }

  #encodeOne(frame: Sent, isCompressed: boolean): Buffer {
    if (frame instanceof ControlFrame || frame.length < LARGE) {
      return this.#encodeAll([frame]);
    }
    const known = this.#recall(frame, isCompressed);
    if (known.bytes !== undefined) return known.bytes;
    known.times++;
    // Most are sent once: only what costs more than writing it is kept at once.
    if (known.times === 1 && !isCompressed) return this.#encodeAll([frame]);
    const bytes = this.own(
      isCompressed && compressedFrame(frame) || this.#encodeAll([frame]),
    );
    known.bytes = bytes;
    return bytes;
  }

  #recall(frame: Encoded, isCompressed: boolean): Remembered {
    for (const each of this.#remembered) {
      // Cheap to compare: different texts differ in length or early on, and
      // equal ones are the same object.
      if (each.frame === frame && each.isCompressed === isCompressed) {
        return each;
      }
    }
    const fresh = { frame, isCompressed, times: 0, bytes: undefined };
    this.#remembered.unshift(fresh);
    if (this.#remembered.length > KEPT) this.#remembered.pop();
    return fresh;
  }

  #encodeAll(frames: readonly Sent[]): Buffer {
    const most = frames.reduce((sum, frame) => sum + mostBytes(frame), 0);
    const into = most <= SCRATCH ? this.#scratch : roomFor(frames);
    let end = 0;
    for (const frame of frames) end = this.#put(into, end, frame);
    return into.subarray(0, end);
  }

  #put(into: Buffer, start: number, frame: Sent): number {
    if (typeof frame === "string") return this.#putText(into, start, frame);
    return frame instanceof ControlFrame
      ? putFrame(into, start, frame)
      : putFrame(into, start, { opcode: OPCODE.binary, payload: frame });
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

function putFrame(
  into: Buffer,
  start: number,
  { opcode, payload }: Pick<ControlFrame, "opcode" | "payload">,
): number {
  const { length } = payload;
  const begin = putHeader(into, start, { opcode, length });
  into.set(payload, begin);
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

function mostBytes(frame: Sent): number {
  const { length } = frame;
  return MAX_HEADER + (typeof frame === "string" ? MAX_UNIT * length : length);
}

/** As much as the frames need, which have to be looked at for that. */
function roomFor(frames: readonly Sent[]): Buffer {
  let size = 0;
  for (const frame of frames) size += MAX_HEADER + bytesOf(frame);
  return Buffer.allocUnsafeSlow(size);
}
