import type { Buffer } from "node:buffer";
import type { Opcode } from "./opcodes.ts";

/** What a frame's header says of its payload. */
export interface FrameHeader {
  readonly opcode: Opcode;
  /** Bytes. */
  readonly length: number;
  readonly isCompressed?: boolean;
}

/** A frame is whole, and not one of several. */
const FINAL = 0x80;
const COMPRESSED = 0x40;
/** Longest payloads whose length is in the second byte, or in two more. */
const [SHORT, MEDIUM] = [125, 0xffff];
/** Stand in the second byte where the length is in two, or eight, more. */
const [IN_TWO, IN_EIGHT] = [126, 127];

/** Bytes of the longest header. */
export const MAX_HEADER = 10;

/** Bytes before a payload of this length. A server masks nothing. */
export function headerSize(length: number): 2 | 4 | 10 {
  return length <= SHORT ? 2 : length <= MEDIUM ? 4 : MAX_HEADER;
}

/** Writes a header; returns where its payload begins. */
export function putHeader(
  into: Buffer,
  start: number,
  { opcode, length, isCompressed = false }: FrameHeader,
): number {
  into[start] = FINAL | (isCompressed ? COMPRESSED : 0) | opcode;
  if (length <= SHORT) into[start + 1] = length;
  else if (length <= MEDIUM) {
    into[start + 1] = IN_TWO;
    into.writeUInt16BE(length, start + 2);
  } else {
    into[start + 1] = IN_EIGHT;
    into.writeUInt32BE(0, start + 2);
    into.writeUInt32BE(length, start + 6);
  }
  return start + headerSize(length);
}
