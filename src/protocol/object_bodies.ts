/**
 * The most frequent bodies, as `gim.json` writes them. Their shape is known and
 * ids need no escaping, so only the texts go through `JSON.stringify`: a third
 * of the cost of the whole body. The results equal those of stringifying; a
 * property test checks that.
 *
 * @module
 */

import { extrasOf } from "./extra_fields.ts";
import type { Message, PushedSession, Sent } from "./responses.ts";

/** Body of push 501, from messages that are already written. */
export function messagesPush(
  { id, type, title }: PushedSession,
  items: readonly string[],
  missed: number,
): string {
  const written = items.length === 1 ? items[0] : items.join(",");
  return `{"session":{"id":"${id}","type":${type},"title":${
    JSON.stringify(title)
  }},"items":[${written}],"missed":${missed}}`;
}

/** Body of the reply to a send that was stored. */
export function sentReply(sent: Sent): string {
  return `{"code":0,"msg":"ok","data":{"id":"${sent.id}","session_id":"${sent.session_id}","sequence":${sent.sequence},"created_at":${sent.created_at}}}`;
}

/** A message. */
export function messageItem(message: Message): string {
  const { sender, request_id } = message;
  const requestId = request_id === undefined
    ? ""
    : `,"request_id":${JSON.stringify(request_id)}`;
  return `{"id":"${message.id}","session_id":"${message.session_id}","sender":{"id":"${sender.id}","name":${
    JSON.stringify(sender.name)
  }},"category":"${message.category}","content":${
    JSON.stringify(message.content)
  },"sequence":${message.sequence},"status":${message.status},"created_at":${message.created_at}${requestId}${
    extrasOf(message)
  }}`;
}
