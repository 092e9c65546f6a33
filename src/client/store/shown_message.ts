import type { Message } from "../../protocol/responses.ts";
import { updated, type UpdateEvent } from "../changes.ts";

const RECALLED = 2;

/**
 * A message of a log after an edit, or after reactions. Events do not say which
 * reactions are the user's own, as they are the same for everybody.
 */
export function shownAfter(
  message: Message,
  event: UpdateEvent,
  userId: string | undefined,
): Message {
  if (message.status === RECALLED) return message;
  const { reactions, ...rest } = updated(message, event);
  if (reactions === undefined) return rest;
  const own = ownOf(message, event, userId);
  const marked = reactions.map(({ reaction, count }) =>
    own.has(reaction) ? { reaction, count, mine: true } : { reaction, count }
  );
  return { ...rest, reactions: marked };
}

function ownOf(
  { reactions = [] }: Message,
  event: UpdateEvent,
  userId: string | undefined,
): Set<string> {
  const own = new Set(
    reactions.filter(({ mine }) => mine).map(({ reaction }) => reaction),
  );
  if (event.event === "edited" || event.user_id !== userId) return own;
  const { reaction = "", on } = event;
  if (on) own.add(reaction);
  else own.delete(reaction);
  return own;
}
