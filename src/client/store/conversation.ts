import type { ResponseOf } from "../../protocol/operations.ts";
import type { Message, Session } from "../../protocol/responses.ts";
import type { ReceivedMessage } from "../received_message.ts";
import { compareMessages } from "./message_order.ts";

/**
 * A conversation of the user as the service lists it, kept up to date. With
 * sequence off `unread` is counted here, from the first login on, as the
 * service does not count it.
 */
export type Conversation = ResponseOf<"sessions">["items"][number];

const RECALLED = 2;

/** A conversation of which only the id is known. */
export function emptyConversation(id: string, title: string): Conversation {
  return {
    id,
    type: id.startsWith("1:") ? 1 : 2,
    title,
    last: null,
    unread: 0,
    last_sequence: 0,
    read_sequence: 0,
    updated_at: 0,
  };
}

/** The sequence up to which nothing is unread. */
function readUpTo({ last_sequence, unread }: Conversation): number {
  return last_sequence - unread;
}

/** Is the message newer than the last one that is known? */
export function isNewer(
  message: Message,
  { last }: Pick<Conversation, "last">,
): boolean {
  return last === null || compareMessages(last, message) < 0;
}

/** The conversation with one more message; a known message changes nothing. */
export function withMessage(
  known: Conversation,
  { title = known.title, ...message }: ReceivedMessage,
  isOwn: boolean,
): Conversation {
  const isNew = isNewer(message, known);
  const newest = isNew ? { last: message, updated_at: message.created_at } : {};
  const counts = message.sequence > 0
    ? numbered(known, message.sequence, isOwn)
    : { unread: isOwn && isNew ? 0 : known.unread + Number(isNew) };
  return { ...known, title, ...newest, ...counts };
}

/** Computed and not counted, so that it cannot drift. */
function numbered(
  known: Conversation,
  sequence: number,
  isOwn: boolean,
): Pick<Conversation, "last_sequence" | "unread"> {
  const last_sequence = Math.max(known.last_sequence, sequence);
  const read = Math.max(readUpTo(known), isOwn ? sequence : 0);
  return { last_sequence, unread: last_sequence - read };
}

/** The same with messages that a chatroom's push left out. */
export function withSkipped(known: Conversation, count: number): Conversation {
  return { ...known, unread: known.unread + count };
}

/** The same, read up to a sequence; with sequence off, all of it. */
export function withRead(known: Conversation, sequence: number): Conversation {
  const { last_sequence } = known;
  if (last_sequence === 0) return { ...known, unread: 0 };
  const read = Math.max(readUpTo(known), Math.min(sequence, last_sequence));
  const read_sequence = Math.max(known.read_sequence, sequence);
  return { ...known, read_sequence, unread: last_sequence - read };
}

/** The same after one of its messages was recalled. */
export function withRecalled(
  known: Conversation,
  message_id: string,
): Conversation {
  const { last } = known;
  if (last?.id !== message_id) return known;
  return { ...known, last: { ...last, status: RECALLED, content: "" } };
}

/**
 * Combines the service's list with pushes that arrived while the list was on
 * its way: whichever is newer counts.
 */
export function withListed(known: Conversation, listed: Session): Conversation {
  if (listed.last !== null && isNewer(listed.last, known)) return listed;
  const last_sequence = Math.max(known.last_sequence, listed.last_sequence);
  const read = Math.max(readUpTo(known), readUpTo(listed));
  const { last, updated_at } = known;
  const unread = last_sequence - read;
  return { ...listed, last, updated_at, last_sequence, unread };
}

/**
 * A listed conversation with sequence off, when the service does not count: if
 * something came while the client was away, it is at least one message.
 */
export function withUncounted(
  known: Conversation,
  listed: Session,
  userId: string,
): Conversation {
  if (listed.last === null || !isNewer(listed.last, known)) {
    const { last, updated_at, unread } = known;
    return { ...listed, last, updated_at, unread };
  }
  const isOwn = listed.last.sender.id === userId;
  return { ...listed, unread: isOwn ? 0 : known.unread + 1 };
}
