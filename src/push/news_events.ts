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

/** An event for all connections of a user but the one that caused it. */
export interface UserEvent {
  readonly userId: string;
  readonly event: EventPush;
  readonly origin: ConnectionRef | undefined;
}

/** What a chatroom's members are told of one who has joined or left. */
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

/** What is told of a change to who addresses the conversation like this. */
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

/** What the two of a private conversation are told of a change. */
export function privateChangeEvents(
  { conversation: { key }, change }: ChangedNews,
): UserEvent[] {
  return partiesOf(key).map((userId) => ({
    userId,
    event: changeEvent(refOf(key, userId), change),
    origin: undefined,
  }));
}

/** What a read mark's user is told, and the peer in a private conversation. */
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
