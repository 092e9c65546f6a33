import { ReplyError } from "../../base/errors.ts";
import type {
  ChangePolicy,
  ChangeRefusal,
} from "../../domain/change_policy.ts";
import type { FullQuota, UserQuotas } from "../../domain/quotas.ts";
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

/** The refusal of a change that this user may not make. */
export function refusalOf(
  refusal: ChangeRefusal,
  { window }: ChangePolicy,
): ReplyError {
  const reason = refusal === "not-sender"
    ? "you did not send this message"
    : `sent more than ${window} ms ago, too long to recall it`;
  return new ReplyError(403, `message_id: ${reason}`);
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
