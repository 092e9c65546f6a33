import { timeOfMessageId } from "../../domain/message_id.ts";
import { type Message, NORMAL, RECALLED } from "../../domain/model.ts";
import { ReplyError } from "../../base/errors.ts";
import type { Draft, RecallRequest } from "../storage.ts";

/**
 * What a message is given when it is stored; of the key the conversation's own
 * string, so that a million messages do not keep as many copies of it.
 */
export type Place = Pick<
  Message,
  "id" | "conversation" | "sequence" | "createdAt"
>;

/** The same id may be used by another sender, or in another conversation. */
export function requestKeyOf(draft: Draft): string | undefined {
  const { requestId, conversation, senderId } = draft;
  if (requestId === undefined) return undefined;
  return `${conversation.key} ${senderId} ${requestId}`;
}

/** What two uses of one request id are compared by. */
export function contentOf({ category, content }: Draft): string {
  return `${category} ${content}`;
}

/** The message that a draft becomes in its place. */
export function toMessage(
  draft: Draft,
  sender: Message["sender"],
  { id, conversation, sequence, createdAt }: Place,
): Message {
  return {
    id,
    conversation,
    sender,
    category: draft.category,
    content: draft.content,
    sequence,
    status: NORMAL,
    createdAt,
    requestId: draft.requestId,
  };
}

/**
 * Checks that a message's sender may take it back now, by the clock that its id
 * was made by.
 *
 * @throws {ReplyError} 403
 */
export function requireRecallable(
  message: Message,
  { userId, window }: RecallRequest,
  now: number,
): void {
  if (message.sender.id !== userId) {
    throw new ReplyError(403, "message_id: you did not send this message");
  }
  const age = now - timeOfMessageId(message.id);
  if (message.status !== RECALLED && age > window) {
    throw new ReplyError(
      403,
      `message_id: sent more than ${window} ms ago, too long to recall it`,
    );
  }
}
