import { ReplyError } from "../base/errors.ts";

/**
 * Refuses what only makes sense where messages are numbered.
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
