import { ReplyError } from "../base/errors.ts";
import {
  CHATROOM,
  chatroomConversation,
  type ConversationRef,
  type ConversationType,
  privateConversation,
} from "../domain/ids.ts";

/**
 * The conversation that a user names in a request.
 *
 * @throws {ReplyError} 400 of a user with themselves
 */
export function conversationOf(
  userId: string,
  { type, target_id }: {
    readonly type: ConversationType;
    readonly target_id: string;
  },
): ConversationRef {
  if (type === CHATROOM) return chatroomConversation(target_id);
  if (target_id === userId) {
    throw new ReplyError(400, "target_id: expected another user than yourself");
  }
  return privateConversation(userId, target_id);
}
