import type { ConversationKey, ConversationRef } from "../../domain/ids.ts";
import { idOfUnreadable } from "../../domain/message_id.ts";
import {
  type Message,
  type MessageStatus,
  RECALLED,
} from "../../domain/model.ts";
import type { UnreadableRecords } from "./unreadable_records.ts";

/**
 * A message as it is kept: a line of status, id, send time and a JSON object of
 * what its sender gave, and a line with the content as JSON. The scripts read
 * and write the first words; JSON text has no newline.
 */
const FORM = /^(\d) (\S+) (\d+) ([^\n]*)\n([^]*)$/;

/** In the place of a sender whom nobody knows any more. */
const SERVICE = "system";

/** The JSON part of a message's first line. */
interface Head {
  readonly s: string;
  readonly n: string;
  readonly k: string;
  readonly q?: string;
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
  const text: unknown = JSON.parse(content);
  if ([s, n, k, text, q ?? ""].some((each) => typeof each !== "string")) {
    throw new TypeError(`${conversation}: message ${sequence} lacks a text`);
  }
  return {
    id,
    conversation,
    sender: { id: s, name: n },
    category: k,
    content: text as string,
    sequence,
    status: Number(status) as MessageStatus,
    createdAt: requireWhole(time),
    requestId: q,
  };
}

/**
 * The message of a stored text. One that cannot be read is shown as one that was
 * recalled, so that sequences stay dense and the others are served.
 */
export function readMessage(
  { key }: ConversationRef,
  [sequence, stored]: readonly [sequence: number, stored: string],
  unreadable: UnreadableRecords,
): Message {
  return unreadable.or(
    `${key}: message ${sequence}`,
    () => decodeMessage(key, sequence, stored),
    {
      id: idOfUnreadable(sequence),
      conversation: key,
      sender: { id: SERVICE, name: SERVICE },
      category: "text",
      content: "",
      sequence,
      status: RECALLED,
      createdAt: 0,
      requestId: undefined,
    },
  );
}

/** @throws {TypeError} where it is no text */
export function requireText(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError("expected a text");
}

/** A whole number from 0 on. @throws {TypeError} where the text is none */
export function requireWhole(text: string | undefined): number {
  const value = Number(text);
  if (text !== "" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError("expected a whole number");
}
