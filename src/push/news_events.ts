import type { Change } from "../domain/change.ts";
import {
  chatroomConversation,
  type ConversationRef,
  partiesOf,
  PRIVATE,
  refOf,
  sessionId,
} from "../domain/ids.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { ChangedNews, MemberNews, ReadNews } from "./news.ts";
import type { ConnectionRef } from "./connection_ref.ts";

/** An event for all connections of a user except the one that caused it. */
export interface UserEvent {
  readonly userId: string;
  readonly event: EventPush;
  readonly origin: ConnectionRef | undefined;
}

/** The event of a user joining or leaving, for a chatroom's members. */
export function memberEvent(
  event: "joined" | "left",
  { chatroomId, user }: MemberNews,
): EventPush {
  return {
    event,
    session_id: sessionId(chatroomConversation(chatroomId)),
    user,
  };
}

/**
 * The event of a change, for a user who addresses the conversation like this.
 */
export function changeEvent(
  conversation: ConversationRef,
  { kind, message, number }: Change,
): EventPush {
  return {
    event: kind,
    session_id: sessionId(conversation),
    message_id: message.id,
    sequence: message.sequence,
    change: number,
  };
}

/** The events of a change, for both users of a private conversation. */
export function privateChangeEvents(
  { conversation: { key }, change }: ChangedNews,
): UserEvent[] {
  return partiesOf(key).map((userId) => ({
    userId,
    event: changeEvent(refOf(key, userId), change),
    origin: undefined,
  }));
}

/**
 * The events of a read mark: for its user, and for the peer in a private
 * conversation.
 */
export function readEvents(
  { userId, conversation, sequence, origin }: ReadNews,
): UserEvent[] {
  const { type, key, target } = conversation;
  const eventFor = (reader: string): EventPush => ({
    event: "read",
    session_id: sessionId(refOf(key, reader)),
    user_id: userId,
    sequence,
  });
  const own = { userId, event: eventFor(userId), origin };
  if (type !== PRIVATE) return [own];
  return [own, { userId: target, event: eventFor(target), origin: undefined }];
}
