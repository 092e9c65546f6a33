import { Buffer } from "node:buffer";
import type { Encoded } from "../protocol/codec.ts";
import type { Connection } from "./hub.ts";

/** UTF-8 needs at most this many bytes for one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

/** Would the connection's unsent bytes stay within `limit` with this frame? */
export function fits(
  connection: Connection,
  frame: Encoded,
  limit: number,
): boolean {
  const free = limit - connection.bufferedBytes;
  if (frame.length * MAX_BYTES_PER_UNIT <= free) return true;
  return byteLength(frame) <= free;
}

/** The bytes of a frame's payload. */
export function byteLength(frame: Encoded): number {
  return typeof frame === "string"
    ? Buffer.byteLength(frame)
    : frame.byteLength;
}
