import type { Buffer } from "node:buffer";
import type { Opcode } from "./opcodes.ts";

/** The payload's kind and length in a frame's header. */
export interface FrameHeader {
  readonly opcode: Opcode;
  /** Bytes. */
  readonly length: number;
  readonly isCompressed?: boolean;
}

/** The frame is a whole message, not a fragment. */
const FINAL = 0x80;
const COMPRESSED = 0x40;
/**
 * Longest payloads whose length is in the second byte, and in two further
 * bytes.
 */
const [SHORT, MEDIUM] = [125, 0xffff];
/**
 * Values of the second byte when the length is in two, or eight, further bytes.
 */
const [IN_TWO, IN_EIGHT] = [126, 127];

/** Bytes of the longest header. */
export const MAX_HEADER = 10;

/** Bytes before a payload of this length; a server does not mask. */
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
