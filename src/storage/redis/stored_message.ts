import { hash } from "node:crypto";
import type { ConversationKey } from "../../domain/ids.ts";
import type { Message, MessageStatus } from "../../domain/model.ts";
import type { Draft } from "../storage.ts";

/**
 * A message as it is kept: a line of status, id, send time and a JSON object of
 * what its sender gave, and a line with the content as JSON. The scripts read
 * and write the first words; JSON text has no newline.
 */
const FORM = /^(\d) (\S+) (\d+) ([^\n]*)\n([^]*)$/;

/** The JSON part of a message's first line. */
interface Head {
  readonly s: string;
  readonly n: string;
  readonly k: string;
  readonly q?: string;
}

/** What a script needs of a draft to write the message. */
export function encodeDraft(
  { category, content, requestId }: Draft,
  sender: Message["sender"],
): { head: string; content: string } {
  const head: Head = {
    s: sender.id,
    n: sender.name,
    k: category,
    ...(requestId === undefined ? undefined : { q: requestId }),
  };
  return { head: JSON.stringify(head), content: JSON.stringify(content) };
}

/** The message of a stored text. @throws {TypeError} when it is none */
export function decodeMessage(
  conversation: ConversationKey,
  sequence: number,
  stored: string,
): Message {
  const [, status, id, time, head, content] = FORM.exec(stored) ?? [];
  if (id === undefined || head === undefined || content === undefined) {
    throw new TypeError(`${conversation}: message ${sequence} is not readable`);
  }
  const { s, n, k, q }: Head = JSON.parse(head);
  return {
    id,
    conversation,
    sender: { id: s, name: n },
    category: k,
    content: JSON.parse(content),
    sequence,
    status: Number(status) as MessageStatus,
    createdAt: Number(time),
    requestId: q,
  };
}

/** What two uses of one request id are compared by. */
export function digestOf({ category, content }: Draft): string {
  return hash("sha256", `${category} ${content}`, "base64url");
}

/** Ends the ids of a conversation, so that no two conversations share one. */
export function idSuffix(key: ConversationKey): string {
  const digest = hash("sha256", key, "hex").slice(0, 12);
  return `-${parseInt(digest, 16).toString(36).padStart(10, "0")}`;
}
