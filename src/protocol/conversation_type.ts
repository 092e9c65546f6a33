import { CHATROOM, PRIVATE } from "../domain/ids.ts";

/**
 * The type of the conversation named in a request's fields, before these are
 * validated; undefined if they name none.
 */
export function conversationTypeOf(
  fields: object,
): "private" | "chatroom" | undefined {
  const { type, session_id } = fields as Record<string, unknown>;
  const named = typeof session_id === "string"
    ? /^([12]):/.exec(session_id)?.[1]
    : type;
  if (Number(named) === CHATROOM) return "chatroom";
  return Number(named) === PRIVATE ? "private" : undefined;
}
