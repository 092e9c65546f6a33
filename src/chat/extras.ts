import { Buffer } from "node:buffer";
import { ReplyError } from "../base/errors.ts";
import { EVERYBODY, type Extras } from "../domain/extras.ts";
import { CHATROOM } from "../domain/ids.ts";
import { MAX_DATA_BYTES } from "../protocol/fields.ts";
import { requireFlatData } from "../protocol/nesting.ts";
import type * as request from "../protocol/requests.ts";

/**
 * What a send gives besides its content; undefined if that is nothing.
 *
 * @throws {ReplyError} 400 in a private conversation, 413
 */
export function extrasOf(body: request.Send): Extras | undefined {
  const { data, reply_to, mentions, priority } = body;
  if (
    data === undefined && reply_to === undefined && mentions === undefined &&
    priority === undefined
  ) return undefined;
  if (body.type !== CHATROOM) requirePrivate(body);
  return {
    ...data === undefined ? undefined : { data: dataText(data) },
    ...reply_to === undefined ? undefined : { replyTo: reply_to },
    ...mentions === undefined ? undefined : { mentions },
    ...priority === undefined ? undefined : { priority },
  };
}

/**
 * A message's data as JSON.
 *
 * @throws {ReplyError} 400 with a number that JSON cannot write or nested too
 * deep, 413
 */
export function dataText(data: object): string {
  // Also whoever asks without a frame: over the server API, or the back end.
  requireFlatData(data);
  const text = JSON.stringify(data, requireFinite);
  const size = Buffer.byteLength(text);
  if (size <= MAX_DATA_BYTES) return text;
  throw new ReplyError(
    413,
    `data: ${size} bytes as JSON: expected at most ${MAX_DATA_BYTES}`,
  );
}

/** The parser reads a number of too many digits as infinite. */
function requireFinite(_key: string, value: unknown): unknown {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw new ReplyError(400, "data: wrong value: expected numbers in range");
}

function requirePrivate({ mentions, priority }: request.Send): void {
  if (priority !== undefined) {
    throw new ReplyError(400, "priority: only chatrooms have priorities");
  }
  if (mentions?.[0] === EVERYBODY) {
    throw new ReplyError(400, 'mentions: "*" is only for chatrooms');
  }
}
