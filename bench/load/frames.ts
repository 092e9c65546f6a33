/**
 * WebSocket framing by hand for a load generator. A mask of zeros leaves the
 * payload unchanged, so a frame is built once and sent many times, and a
 * received payload is read in place.
 *
 * @module
 */

/** Bit of a client's frame that says its payload is masked. */
const MASKED = 0x80;
const FINAL = 0x80;
const TEXT = 1;
const PONG = 10;
const MASK_LENGTH = 4;

/** Where a frame lies in a buffer. */
export interface FrameBounds {
  readonly opcode: number;
  readonly start: number;
  readonly end: number;
}

/** A client's text frame. */
export function textFrame(text: string): Uint8Array<ArrayBuffer> {
  return clientFrame(TEXT, new TextEncoder().encode(text));
}

/** The answer to a ping. */
export function pongFrame(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return clientFrame(PONG, payload);
}

/** The same frame `count` times, to be written at once. */
export function repeated(
  frame: Uint8Array,
  count: number,
): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(frame.length * count);
  for (let each = 0; each < count; each++) all.set(frame, each * frame.length);
  return all;
}

/** A server's frame at `at`; undefined while it is not complete. */
export function frameAt(
  buffer: Uint8Array,
  at: number,
  end: number,
): FrameBounds | undefined {
  if (end - at < 2) return undefined;
  const opcode = buffer[at]! & 0x0f;
  let length = buffer[at + 1]!;
  let start = at + 2;
  if (length >= 126) {
    const digits = length === 126 ? 2 : 8;
    if (end - start < digits) return undefined;
    length = 0;
    for (const after = start + digits; start < after; start++) {
      length = length * 256 + buffer[start]!;
    }
  }
  if (end - start < length) return undefined;
  return { opcode, start, end: start + length };
}

function clientFrame(
  opcode: number,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { length } = payload;
  const header = length < 126
    ? [FINAL | opcode, MASKED | length]
    : [FINAL | opcode, MASKED | 126, length >> 8, length & 255];
  const frame = new Uint8Array(header.length + MASK_LENGTH + length);
  frame.set(header);
  frame.set(payload, header.length + MASK_LENGTH);
  return frame;
}
