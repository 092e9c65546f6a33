import { Buffer } from "node:buffer";
import { ReplyError } from "../base/errors.ts";

/** UTF-8 needs at most this many bytes for one UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Checks a content against the most bytes of UTF-8 that it may have.
 *
 * @throws {ReplyError} 413
 */
export function requireFit(content: string, maxContentSize: number): void {
  if (content.length * MAX_BYTES_PER_UNIT <= maxContentSize) return;
  const size = Buffer.byteLength(content);
  if (size > maxContentSize) {
    throw new ReplyError(
      413,
      `content: ${size} bytes: expected at most ${maxContentSize}`,
    );
  }
}
