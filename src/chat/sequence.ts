import { ReplyError } from "../base/errors.ts";

/**
 * Refuses requests that need numbered messages where messages have no numbers.
 *
 * @throws {ReplyError} 409
 */
export function requireSequence(enabled: boolean): void {
  if (enabled) return;
  throw new ReplyError(
    409,
    "sequence is off: this server was started without --enable-message-sequence",
  );
}
