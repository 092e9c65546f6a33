import type { Encoded } from "../protocol/codec.ts";
import type { Connection } from "./hub.ts";
import { byteLength, roughLength } from "./weight.ts";

/** Would the connection's unsent bytes stay within `limit` with this frame? */
export function fits(
  connection: Connection,
  frame: Encoded,
  limit: number,
): boolean {
  const free = limit - connection.roughlyBufferedBytes;
  if (roughLength(frame) <= free) return true;
  return byteLength(frame) <= limit - connection.bufferedBytes;
}

/** Does the connection hold more than `limit` unsent bytes? */
export function holdsMore(connection: Connection, limit: number): boolean {
  return connection.roughlyBufferedBytes > limit &&
    connection.bufferedBytes > limit;
}
