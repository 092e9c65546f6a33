import type { Change } from "../domain/change.ts";
import {
  type ConversationRef,
  partiesOf,
  refOf,
  sessionId,
} from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { ReactionCount } from "../domain/reactions.ts";
import type { EventPush } from "../protocol/responses.ts";
import { Views } from "../protocol/views.ts";
import type { ChangedNews } from "./news.ts";
import type { UserEvent } from "./news_events.ts";

/** Only messages with numbers can be edited, and reacted to. */
const VIEWS = new Views({ sequence: true });

/** The events of a change, for both users of a private conversation. */
export function privateChangeEvents(
  { conversation: { key }, change }: ChangedNews,
): UserEvent[] {
  return partiesOf(key).map((userId) => ({
    userId,
    event: eventFor(userId, refOf(key, userId), change),
    origin: undefined,
  }));
}

function eventFor(
  userId: string,
  conversation: ConversationRef,
  change: Change,
): EventPush {
  const { kind, message, number, reacted } = change;
  if (kind === "recalled") return recalledEvent(conversation, change);
  const session_id = sessionId(conversation);
  if (reacted === undefined) {
    const shown = VIEWS.message(message, { userId, conversation });
    return { event: "edited", session_id, message: shown, change: number };
  }
  const { reaction, on } = reacted;
  return {
    event: "reacted",
    session_id,
    message_id: message.id,
    reaction,
    user_id: reacted.userId,
    on,
    count: countOf(message, reaction),
    change: number,
  };
}

/** The event of a recall, for who addresses the conversation like this. */
export function recalledEvent(
  conversation: ConversationRef,
  { message, number }: Change,
): EventPush {
  return {
    event: "recalled",
    session_id: sessionId(conversation),
    message_id: message.id,
    sequence: message.sequence,
    change: number,
  };
}

/**
 * The event of an edit, for all members of a chatroom; without the message where
 * not all may see it.
 */
export function editedEvent(
  conversation: ConversationRef,
  { message, isBrief }: Pick<Change, "message" | "isBrief">,
  change: number,
): EventPush {
  const session_id = sessionId(conversation);
  if (isBrief) {
    const { id: message_id, sequence } = message;
    return { event: "edited", session_id, message_id, sequence, change };
  }
  const shown = VIEWS.sharedMessage(message);
  return { event: "edited", session_id, message: shown, change };
}

/** The event of reactions to a message, for all members of a chatroom. */
export function reactedEvent(
  conversation: ConversationRef,
  message: Message,
  change: number,
): EventPush {
  const counts = reactionsOf(message)
    .map(({ reaction, count }) => [reaction, count] as const);
  return {
    event: "reacted",
    session_id: sessionId(conversation),
    message_id: message.id,
    // Any text may be a reaction, and this defines each as the object's own.
    counts: Object.fromEntries(counts),
    change,
  };
}

function countOf(message: Message, reaction: string): number {
  const known = reactionsOf(message).find((each) => each.reaction === reaction);
  return known?.count ?? 0;
}

function reactionsOf({ extras }: Message): readonly ReactionCount[] {
  return extras?.reactions ?? [];
}
