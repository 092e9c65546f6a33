import { hash } from "node:crypto";
import { type Message, NORMAL } from "../../domain/model.ts";
import type { Draft } from "../storage.ts";

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

/** The same in short: what is remembered must not keep contents alive. */
export function digestOf(content: string): string {
  return hash("sha256", content, "base64url");
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
