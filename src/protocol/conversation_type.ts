import { CHATROOM, PRIVATE } from "../domain/ids.ts";

/**
 * The type of the conversation that a request's fields name, before anything is
 * validated; undefined where they name none.
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
