import {
  chatroomConversation,
  PRIVATE,
  refOf,
  sessionId,
} from "../domain/ids.ts";
import { roleOf } from "../domain/rank.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { SignalPush } from "../protocol/signal_push.ts";
import type {
  MemberNews,
  MutedNews,
  RankNews,
  ReadNews,
  RemovedNews,
  SignalNews,
  UpdatedNews,
} from "./news.ts";
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
    session_id: sessionOf(chatroomId),
    user,
  };
}

/** The event of a chatroom's new settings, for its members. */
export function updatedEvent({ chatroomId, chatroom }: UpdatedNews): EventPush {
  return { event: "updated", session_id: sessionOf(chatroomId), chatroom };
}

/** The event of a chatroom's end, for those who were members. */
export function disbandedEvent({ chatroomId, by }: UpdatedNews): EventPush {
  return { event: "disbanded", session_id: sessionOf(chatroomId), by };
}

/** The event of a member's new rank, for the chatroom's members. */
export function rankEvent({ chatroomId, userId, rank }: RankNews): EventPush {
  return {
    event: "role",
    session_id: sessionOf(chatroomId),
    user_id: userId,
    role: roleOf(rank),
  };
}

/** The event of a removal, for the chatroom's members and the removed. */
export function removedEvent(
  { chatroomId, userIds, by, reason }: RemovedNews,
): EventPush {
  return {
    event: "removed",
    session_id: sessionOf(chatroomId),
    user_ids: userIds,
    by,
    ...(reason === undefined ? undefined : { reason }),
  };
}

/** The event of a mute, for the chatroom's members and the muted. */
export function mutedEvent(
  { chatroomId, userId, until, by }: MutedNews,
): EventPush {
  return {
    event: "muted",
    session_id: sessionOf(chatroomId),
    user_id: userId,
    ...(until === undefined ? undefined : { until }),
    by,
  };
}

/** A signal, for the others in a conversation. */
export function signalPush(
  { conversation: { key, target }, sender, name, data }: SignalNews,
): SignalPush {
  return {
    session_id: sessionId(refOf(key, target)),
    sender,
    name,
    ...(data === undefined ? undefined : { data }),
  };
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

function sessionOf(chatroomId: string): string {
  return sessionId(chatroomConversation(chatroomId));
}
