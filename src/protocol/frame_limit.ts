import { Buffer } from "node:buffer";
import { keptFirst, weightiest, weightOf } from "../domain/priority.ts";
import { extrasOf } from "./extra_fields.ts";
import type { Message, Session } from "./responses.ts";
import { textInString } from "./string_bodies.ts";

/** Most bytes of a frame of the server; only a single message may need more. */
export const FRAME_LIMIT = 512 * 1024;

/** Bytes around the items: envelope, session, and the numbers of a page. */
const AROUND = 2048;
/** Bytes of a message's punctuation, field names and numbers. */
const MESSAGE_FIELDS = 232;
/** The same of a session, without its last message. */
const SESSION_FIELDS = 264;
/** A control character is `\\u0001` in a string body: seven bytes. */
const MAX_BYTES_PER_UNIT = 7;

/**
 * Measures an item in the encoding that needs most bytes, JSON in a JSON
 * string: pages are the same in every encoding, so that a cursor has one
 * meaning.
 */
interface Measure<T> {
  /** Bytes besides free texts; the same in every encoding. */
  readonly plain: (item: T) => number;
  /** Texts that may need escaping. */
  readonly texts: (item: T) => readonly string[];
}

const MESSAGE: Measure<Message> = {
  plain: ({ id, session_id, sender, category }) =>
    MESSAGE_FIELDS + id.length + session_id.length + sender.id.length +
    category.length,
  texts: (message) => {
    const { content, sender, request_id = "" } = message;
    const texts = [content, sender.name, request_id];
    const extras = extrasOf(message);
    if (extras !== "") texts.push(extras);
    return texts;
  },
};

const SESSION: Measure<Session> = {
  plain: ({ id, last }) =>
    SESSION_FIELDS + id.length + (last === null ? 0 : MESSAGE.plain(last)),
  texts: ({ title, last }) =>
    last === null ? [title] : [title, ...MESSAGE.texts(last)],
};

/**
 * How many messages from the first on fit in a frame besides so many other
 * bytes: at least one, as paging would never end otherwise.
 */
export function fittingMessages(
  messages: readonly Message[],
  taken = 0,
): number {
  return fitting(messages, MESSAGE, FRAME_LIMIT - AROUND - taken);
}

/** The same for sessions, each with its last message. */
export function fittingSessions(sessions: readonly Session[]): number {
  return fitting(sessions, SESSION, FRAME_LIMIT - AROUND);
}

/** The newest messages that fit in a frame: at least one. */
export function newestFitting(messages: readonly Message[]): Message[] {
  const count = fittingMessages(messages.toReversed());
  return messages.slice(messages.length - count);
}

/**
 * The newest messages by priority that fit in a frame, ascending: at least one.
 */
export function weightiestFitting(
  messages: readonly Message[],
): readonly Message[] {
  const weighed = messages.map((message) => ({
    message,
    weight: weightOf(message.priority),
  }));
  const ordered = keptFirst(weighed);
  const count = fittingMessages(ordered.map(({ message }) => message));
  return weightiest(weighed, count).map(({ message }) => message);
}

/** Most bytes that messages take in a frame. */
export function bytesOfMessages(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + bytesOf(message, MESSAGE), 0);
}

/**
 * Most pages are within the limit whatever their texts contain, so these are
 * not measured.
 */
function fitting<T>(
  items: readonly T[],
  measure: Measure<T>,
  room: number,
): number {
  if (fitInAnyCase(items, measure, room)) return items.length;
  let left = room;
  for (const [at, item] of items.entries()) {
    left -= bytesOf(item, measure);
    if (left < 0) return Math.max(1, at);
  }
  return items.length;
}

function fitInAnyCase<T>(
  items: readonly T[],
  { plain, texts }: Measure<T>,
  room: number,
): boolean {
  let left = room;
  for (const item of items) {
    left -= plain(item);
    for (const text of texts(item)) left -= text.length * MAX_BYTES_PER_UNIT;
    if (left < 0) return false;
  }
  return true;
}

function bytesOf<T>(item: T, { plain, texts }: Measure<T>): number {
  return texts(item).reduce(
    (sum, text) => sum + Buffer.byteLength(textInString(text)),
    plain(item),
  );
}
