/**
 * What the scripts' outcomes are refused with: the same as by the storage in
 * memory.
 *
 * @module
 */

import type { ConversationRef } from "../../domain/ids.ts";
import { ReplyError } from "../../base/errors.ts";
import type { Draft } from "../storage.ts";

/** @throws {ReplyError} 404, 403 */
export function requireFound(
  outcome: string | undefined,
  ref: ConversationRef,
): void {
  if (outcome === "no-room") {
    throw new ReplyError(404, `no such chatroom: ${ref.target}`);
  }
  if (outcome === "not-member") {
    throw new ReplyError(403, `not a member of chatroom ${ref.target}`);
  }
}

/** @throws {ReplyError} 403 */
export function requireRecalled(
  outcome: string | undefined,
  window: number,
): void {
  if (outcome === "not-sender") {
    throw new ReplyError(403, "message_id: you did not send this message");
  }
  if (outcome === "too-late") {
    throw new ReplyError(
      403,
      `message_id: sent more than ${window} ms ago, too long to recall it`,
    );
  }
}

export function noSuchMessage(id: string): ReplyError {
  return new ReplyError(404, `no such message: ${JSON.stringify(id)}`);
}

export function conflict({ requestId }: Draft): ReplyError {
  return new ReplyError(
    409,
    `request_id: ${
      JSON.stringify(requestId)
    } sent another content or category before`,
  );
}
