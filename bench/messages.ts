import {
  chatroomConversation,
  privateConversation,
} from "../src/domain/ids.ts";
import type { ConversationRef } from "../src/domain/ids.ts";
import { MessageIds } from "../src/domain/message_id.ts";
import { type Message, NORMAL } from "../src/domain/model.ts";

/** What the benchmarks send: 200 bytes. */
export const CONTENT = "x".repeat(200);
/** A chatroom. */
export const ROOM: ConversationRef = chatroomConversation("9999");
/** The conversation of 1001 with 1002, as 1001 sees it. */
export const PAIR: ConversationRef = privateConversation("1001", "1002");

const CREATED_AT = 1_700_000_000_000;

/** Messages of 1001, in order. */
export function createMessages(
  conversation: ConversationRef,
  count: number,
): Message[] {
  const ids = new MessageIds();
  return Array.from({ length: count }, (_, index) => ({
    id: ids.next(CREATED_AT + index, index + 1),
    conversation: conversation.key,
    sender: { id: "1001", name: "1001" },
    category: "text",
    content: CONTENT,
    sequence: index + 1,
    status: NORMAL,
    createdAt: CREATED_AT + index,
    requestId: undefined,
  }));
}
