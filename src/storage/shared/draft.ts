import { hash } from "node:crypto";
import { type Message, NORMAL } from "../../domain/model.ts";
import type { Draft } from "../storage.ts";

/**
 * What the storage assigns to a message. `conversation` is the conversation's
 * own string, so that a million messages do not hold as many copies of it.
 */
export type Place = Pick<
  Message,
  "id" | "conversation" | "sequence" | "createdAt"
>;

/**
 * The key of a request id: another sender, or another conversation, may use the
 * same id.
 */
export function requestKeyOf(draft: Draft): string | undefined {
  const { requestId, conversation, senderId } = draft;
  if (requestId === undefined) return undefined;
  return `${conversation.key} ${senderId} ${requestId}`;
}

/** What has to be equal when a request id is used twice. */
export function contentOf(
  { category, content }: Pick<Draft, "category" | "content">,
): string {
  return `${category} ${content}`;
}

/** A short form of it, as what is remembered must not keep contents alive. */
export function digestOf(content: string): string {
  return hash("sha256", content, "base64url");
}

/** The message that a draft becomes. */
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
