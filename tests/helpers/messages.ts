import {
  chatroomConversation,
  type ConversationRef,
  privateConversation,
} from "../../src/domain/ids.ts";
import { type Message, NORMAL } from "../../src/domain/model.ts";

/** A stored message; fields that the test does not give have default values. */
export function messageOf(
  sequence: number,
  changes: Partial<Message> & { in?: ConversationRef } = {},
): Message {
  const { in: conversation = chatroomConversation("room"), ...rest } = changes;
  return {
    id: `m${String(sequence).padStart(6, "0")}`,
    conversation: conversation.key,
    sender: { id: "ann", name: "Ann" },
    category: "text",
    content: `text ${sequence}`,
    sequence,
    status: NORMAL,
    createdAt: 1_700_000_000_000 + sequence,
    requestId: undefined,
    ...rest,
  };
}

/** A private message of ann to bob. */
export function privateMessageOf(
  sequence: number,
  changes: Partial<Message> = {},
): Message {
  return messageOf(sequence, {
    in: privateConversation("ann", "bob"),
    ...changes,
  });
}
