import { type ConversationKey, refOf } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { Chatroom } from "./responses.ts";
import type { Views } from "./views.ts";

/*
 * What the back end gets of each event: the field `data` of a hook's body.
 */

/** A message as its sender sees it, and as they addressed it. */
export function messageData(message: Message, views: Views) {
  const { sender } = message;
  const conversation = refOf(message.conversation, sender.id);
  return {
    type: conversation.type,
    target_id: conversation.target,
    sender_id: sender.id,
    message: views.message(message, { userId: sender.id, conversation }),
  };
}

/** A private message that has not reached its receiver, as they see it. */
export function undeliveredData(
  message: Message,
  userId: string,
  views: Views,
) {
  const conversation = refOf(message.conversation, userId);
  return {
    user_id: userId,
    unread: 0,
    message: views.message(message, { userId, conversation }),
  };
}

/** The other user of a private conversation. */
export function receiverOf(
  { conversation, sender }: Pick<Message, "conversation" | "sender">,
): string {
  return refOf(conversation, sender.id).target;
}

/** Everybody whose erasing takes a message's event along. */
export function partiesOfMessage(
  { conversation, sender }: {
    readonly conversation: ConversationKey;
    readonly sender: { readonly id: string };
  },
): string[] {
  const { type, target } = refOf(conversation, sender.id);
  return type === 2 ? [sender.id, target] : [sender.id];
}

/** Somebody who joined a chatroom, left it, or was made to. */
export function memberData(chatroomId: string, userId: string, by: string) {
  return { chatroom_id: chatroomId, user_id: userId, by };
}

/** A chatroom, and who created or changed it. */
export function chatroomData(chatroom: Chatroom, by: string) {
  return { chatroom, by };
}
