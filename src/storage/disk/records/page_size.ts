import type { Message } from "../../../domain/model.ts";

/** Bytes of contents after which a page ends: the most that a frame holds. */
const PAGE_BYTES = 512 * 1024;
/**
 * The same of the changes of a page: they are never cut, and its first message
 * has to fit beside them.
 */
export const CHANGES_BYTES = PAGE_BYTES / 2;

/** Something that carries a message. */
interface Carrier {
  readonly message: Message;
}

/** The first messages, up to the size of a page; at least one. */
export function fitting(messages: Iterable<Message>): Message[] {
  return firstWithin(messages, PAGE_BYTES, (message) => message);
}

/** The first of these, up to the size of the changes of a page; at least one. */
export function fittingChanges<T extends Carrier>(changes: Iterable<T>): T[] {
  return firstWithin(changes, CHANGES_BYTES, ({ message }) => message);
}

/** Reads no further than to the first that does not fit. */
function firstWithin<T>(
  all: Iterable<T>,
  bytes: number,
  messageOf: (each: T) => Message,
): T[] {
  const items: T[] = [];
  let left = bytes;
  for (const each of all) {
    left -= messageOf(each).content.length;
    if (left < 0 && items.length > 0) break;
    items.push(each);
  }
  return items;
}
