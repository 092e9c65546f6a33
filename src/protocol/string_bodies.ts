/**
 * The most frequent bodies, as they stand inside the JSON string of the
 * original's frames: JSON whose quotes are escaped once more. Writing them
 * directly takes half the time of stringifying twice: their shape is known, ids
 * need no escaping, and most texts need none. The results equal those of
 * stringifying twice, without the outer quotes; a property test checks that.
 *
 * @module
 */

import { extrasOf } from "./extra_fields.ts";
import type { Message, PushedSession, Sent } from "./responses.ts";

/** Body of push 501, from messages that are already written. */
export function messagesPushInString(
  { id, type, title }: PushedSession,
  items: readonly string[],
  missed: number,
): string {
  const written = items.length === 1 ? items[0] : items.join(",");
  return `{\\"session\\":{\\"id\\":\\"${id}\\",\\"type\\":${type},\\"title\\":\\"${
    textInString(title)
  }\\"},\\"items\\":[${written}],\\"missed\\":${missed}}`;
}

/** Body of the reply to a send that was stored. */
export function sentInString(sent: Sent): string {
  return `{\\"code\\":0,\\"msg\\":\\"ok\\",\\"data\\":{\\"id\\":\\"${sent.id}\\",\\"session_id\\":\\"${sent.session_id}\\",\\"sequence\\":${sent.sequence},\\"created_at\\":${sent.created_at}}}`;
}

/** A message. */
export function messageInString(message: Message): string {
  const { sender, request_id } = message;
  const requestId = request_id === undefined
    ? ""
    : `,\\"request_id\\":\\"${textInString(request_id)}\\"`;
  return `{\\"id\\":\\"${message.id}\\",\\"session_id\\":\\"${message.session_id}\\",\\"sender\\":{\\"id\\":\\"${sender.id}\\",\\"name\\":\\"${
    textInString(sender.name)
  }\\"},\\"category\\":\\"${message.category}\\",\\"content\\":\\"${
    textInString(message.content)
  }\\",\\"sequence\\":${message.sequence},\\"status\\":${message.status},\\"created_at\\":${message.created_at}${requestId}${
    extrasInString(message)
  }}`;
}

function extrasInString(message: Message): string {
  const extras = extrasOf(message);
  return extras === "" ? "" : JSON.stringify(extras).slice(1, -1);
}

/** A text as it stands between escaped quotes. */
export function textInString(value: string): string {
  const quoted = JSON.stringify(value);
  // Escaping makes a text longer.
  if (quoted.length === value.length + 2) return value;
  return JSON.stringify(quoted).slice(3, -3);
}
