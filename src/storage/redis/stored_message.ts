import type { ConversationKey, ConversationRef } from "../../domain/ids.ts";
import { idOfUnreadable } from "../../domain/message_id.ts";
import {
  type Message,
  type MessageStatus,
  RECALLED,
} from "../../domain/model.ts";
import type { UnreadableRecords } from "./unreadable_records.ts";

/**
 * A stored message: a line of status, id, send time and a JSON object of what
 * its sender gave, then a line with the content as JSON, then one with its
 * extras as JSON if it has any. The scripts read and write the first words, and
 * the lines. JSON text has no newline.
 */
const FORM = /^(\d) (\S+) (\d+) ([^\n]*)\n([^\n]*)(?:\n([^\n]*))?$/;

/** Replaces a sender that cannot be read. */
const SERVICE = "system";

/** The JSON part of a message's first line. */
interface Head {
  readonly s: string;
  readonly n: string;
  readonly k: string;
  readonly q?: string;
}

/** The message in a stored text. @throws {TypeError} when it is none */
export function decodeMessage(
  conversation: ConversationKey,
  sequence: number,
  stored: string,
): Message {
  const [, status, id, time, head, content, extras] = FORM.exec(stored) ?? [];
  if (id === undefined || head === undefined || content === undefined) {
    throw new TypeError(`${conversation}: message ${sequence} is not readable`);
  }
  const { s, n, k, q }: Head = JSON.parse(head);
  const text: unknown = JSON.parse(content);
  if ([s, n, k, text, q ?? ""].some((each) => typeof each !== "string")) {
    throw new TypeError(`${conversation}: message ${sequence} lacks a text`);
  }
  const message: Message = {
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
  return extras === undefined
    ? message
    : { ...message, extras: JSON.parse(extras) };
}

/**
 * The message in a stored text. One that cannot be read is shown as a recalled
 * message, so that sequences stay dense and the other messages are served.
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

/** @throws {TypeError} when it is no text */
export function requireText(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError("expected a text");
}

/** A whole number from 0 up. @throws {TypeError} when the text is none */
export function requireWhole(text: string | undefined): number {
  const value = Number(text);
  if (text !== "" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError("expected a whole number");
}
