import { type Reason, ReplyError, tooManyRequests } from "../../base/errors.ts";
import type {
  ChangePolicy,
  ChangeRefusal,
} from "../../domain/change_policy.ts";
import type { FullQuota, UserQuotas } from "../../domain/quotas.ts";
import { MAX_REACTIONS } from "../../domain/reactions.ts";
import type { EntryRefusal, SendRefusal } from "../../domain/room_policy.ts";
import { MAX_BLOCKS, MAX_SANCTIONS } from "../../domain/sanction.ts";
import type { Draft } from "../storage.ts";

/* The refusals of every storage, in the same words. */

export function noSuchUser(id: string): ReplyError {
  return new ReplyError(404, `no such user: ${id}`);
}

export function noSuchChatroom(id: string): ReplyError {
  return new ReplyError(404, `no such chatroom: ${id}`);
}

export function notAMember(chatroomId: string): ReplyError {
  return new ReplyError(403, `not a member of chatroom ${chatroomId}`);
}

export function noSuchMessage(id: string): ReplyError {
  return new ReplyError(404, `no such message: ${JSON.stringify(id)}`);
}

/** The refusal of a read mark beyond the last message. */
export function beyondLast(sequence: number, last: number): ReplyError {
  return new ReplyError(
    400,
    `sequence: got ${sequence}: expected at most ${last}`,
  );
}

/** The refusal of a request id that was used for another content. */
export function conflict({ requestId }: Draft): ReplyError {
  const id = JSON.stringify(requestId);
  return new ReplyError(
    409,
    `request_id: ${id} sent another content or category before`,
  );
}

/** The refusal of a field that only higher ranks may send like this. */
export function privilegeNeeded(field: "priority" | "mentions"): ReplyError {
  const what = field === "priority"
    ? "a high priority"
    : "mentioning everybody";
  return new ReplyError(403, `${field}: ${what} needs an admin`, {
    reason: "role",
  });
}

/** The refusal of a change that this user may not make. */
export function refusalOf(
  refusal: ChangeRefusal,
  { window }: ChangePolicy,
): ReplyError {
  if (refusal === "not-sender") {
    return new ReplyError(403, "message_id: you did not send this message");
  }
  const reason = `sent more than ${window} ms ago, too long to change it`;
  return new ReplyError(403, `message_id: ${reason}`, { reason: "too_late" });
}

/** The refusal of a further reaction to a message. */
export function tooManyReactions(): ReplyError {
  return new ReplyError(
    403,
    `reaction: the message has ${MAX_REACTIONS} different ones, as many as may`,
    { reason: "full" },
  );
}

/** A user who is in as many chatrooms as they may, or has created as many. */
export function quotaFull(
  quota: FullQuota,
  { maxJoined, maxCreated }: UserQuotas,
): ReplyError {
  const reason = quota === "joined"
    ? `you are in ${maxJoined} chatrooms, as many as you may: leave one first`
    : `${maxCreated} chatrooms that you have created still exist, as many as may`;
  return new ReplyError(403, `id: ${reason}`, { reason: "full" });
}

/** What is in force against a user, and when it ends (undefined: it does not). */
type InForce = { readonly until: number | undefined } | undefined;

/** A chatroom that a user is banned from. */
export function bannedFrom(chatroomId: string, ban: InForce): ReplyError {
  const text = `you are banned from chatroom ${chatroomId}`;
  return forbidden("banned", `${text}${endOf(ban)}`, ban);
}

/** A chatroom that a user may not join. */
export function entryRefused(
  refusal: Exclude<EntryRefusal, "banned">,
  chatroomId: string,
): ReplyError {
  switch (refusal) {
    case "invite":
      return forbidden(
        "invite",
        `id: chatroom ${chatroomId} is joined by invitation: have a member add you`,
      );
    case "password":
      return forbidden(
        "password",
        `password: expected that of chatroom ${chatroomId}`,
      );
    case "full":
      return forbidden(
        "full",
        `id: chatroom ${chatroomId} has as many members as it may`,
      );
  }
}

/**
 * A member who may not send to a chatroom now; `retryAfter` milliseconds later
 * slow mode lets them.
 */
export function sendRefused(
  refusal: SendRefusal,
  { mute, retryAfter }: { mute: InForce; retryAfter: number },
): ReplyError {
  switch (refusal) {
    case "muted":
      return forbidden("muted", `you are muted here${endOf(mute)}`, mute);
    case "admins_only":
      return forbidden("admins_only", "only admins may send here");
    case "slow_mode":
      return tooManyRequests(
        "slow mode: wait before you send here again",
        retryAfter,
        "slow_mode",
      );
  }
}

/** Somebody whose rank does not allow what they ask for. */
export function rankTooLow(chatroomId: string): ReplyError {
  return forbidden(
    "role",
    `your role in chatroom ${chatroomId} does not allow that`,
  );
}

/** Somebody who does not stand above whom the act concerns. */
export function notAbove(userId: string): ReplyError {
  return forbidden("role", `${userId} does not stand below you`);
}

/** A user who has to be a member of the chatroom, and is none. */
export function noSuchMember(chatroomId: string, userId: string): ReplyError {
  return new ReplyError(
    404,
    `user_id: ${userId} is not a member of chatroom ${chatroomId}`,
  );
}

/** What somebody does not want: a private send, or by `field` something else. */
export function blockedBy(userId: string, field = "target_id"): ReplyError {
  return forbidden("blocked", `${field}: ${userId} has blocked you`);
}

/** A change of a private message that somebody does not want to be told of. */
export function changeBlockedBy(userId: string): ReplyError {
  return blockedBy(userId, "session_id");
}

/** A chatroom with as many sanctions as may be in force. */
export function sanctionsFull(): ReplyError {
  return forbidden(
    "full",
    `${MAX_SANCTIONS} sanctions are in force, as many as may: lift one first`,
  );
}

/** A user whose chatrooms have as many sanctions together as may be. */
export function sanctionsOfFull(most: number): ReplyError {
  return forbidden(
    "full",
    `${most} sanctions are in force in the chatrooms of who created this one, as many as may: lift one first`,
  );
}

/** A storage with as many sanctions as it may have. */
export function sanctionsFullEverywhere(): ReplyError {
  return new ReplyError(503, "the service holds as many sanctions as it may");
}

/** A storage in which as many users are blocked by others as may be. */
export function blocksFullEverywhere(): ReplyError {
  return new ReplyError(503, "the service holds as many blocks as it may");
}

/** A user who blocks as many others as they may. */
export function blocksFull(): ReplyError {
  return forbidden(
    "full",
    `you block ${MAX_BLOCKS} users, as many as you may: unblock one first`,
  );
}

function forbidden(
  reason: Reason,
  message: string,
  { until }: { readonly until?: number | undefined } = {},
): ReplyError {
  const data = until === undefined ? { reason } : { reason, until };
  return new ReplyError(403, message, data);
}

function endOf(inForce: InForce): string {
  const { until } = inForce ?? {};
  return until === undefined ? "" : ` until ${new Date(until).toISOString()}`;
}

/** As many users are banned, or have revoked tokens, as may. */
export function restrictedFull(): ReplyError {
  return new ReplyError(
    403,
    "as many users are banned or revoked as may be: lift some",
    { reason: "full" },
  );
}

/** Why the service cannot make a user a member of a chatroom. */
export function cannotBeAdded(
  { id, reason }: { readonly id: string; readonly reason: string },
): ReplyError {
  const data = { reason: reason === "banned" ? "banned" : "full" } as const;
  return new ReplyError(403, `${id} cannot be a member: ${reason}`, data);
}

/** A chatroom that is to be created and is there. */
export function chatroomExists(chatroomId: string): ReplyError {
  return new ReplyError(409, `id: there is a chatroom ${chatroomId}`);
}
