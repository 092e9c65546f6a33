import type { ResponseOf } from "../../protocol/operations.ts";
import type { Message, Session } from "../../protocol/responses.ts";
import type { ReceivedMessage } from "../received_message.ts";
import { changedId, recalled, type UpdateEvent } from "../changes.ts";
import { shownAfter } from "./shown_message.ts";
import { compareMessages } from "./message_order.ts";

/**
 * A conversation of the user as the service lists it, kept up to date. With
 * sequence off `unread` is counted here, from the first login on, as the
 * service does not count it.
 */
export type Conversation = ResponseOf<"sessions">["items"][number];

/** A conversation of which only the id is known. */
export function emptyConversation(id: string, title: string): Conversation {
  return {
    id,
    type: id.startsWith("1:") ? 1 : 2,
    title,
    last: null,
    unread: 0,
    mentioned: 0,
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

/**
 * The conversation with one more message, which may mention the user; a known
 * message changes nothing.
 */
export function withMessage(
  known: Conversation,
  { title = known.title, ...message }: ReceivedMessage,
  isOwn: boolean,
  isMention = false,
): Conversation {
  const isNew = isNewer(message, known);
  const newest = isNew ? { last: message, updated_at: message.created_at } : {};
  const counts = message.sequence > 0
    ? numbered(known, message.sequence, { isOwn, isMention })
    : { unread: isOwn && isNew ? 0 : known.unread + Number(isNew) };
  return { ...known, title, ...newest, ...counts };
}

/**
 * Computed and not counted, so that it cannot drift; only what mentions the user
 * is counted until the list is read again, and never more than what is unread.
 */
function numbered(
  known: Conversation,
  sequence: number,
  { isOwn, isMention }: {
    readonly isOwn: boolean;
    readonly isMention: boolean;
  },
): Pick<Conversation, "last_sequence" | "unread" | "mentioned"> {
  const last_sequence = Math.max(known.last_sequence, sequence);
  const read = Math.max(readUpTo(known), isOwn ? sequence : 0);
  const unread = last_sequence - read;
  const isNew = sequence > known.last_sequence && isMention && !isOwn;
  const mentioned = Math.min(known.mentioned + Number(isNew), unread);
  return { last_sequence, unread, mentioned };
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
  const unread = last_sequence - read;
  const mentioned = Math.min(known.mentioned, unread);
  return { ...known, read_sequence, unread, mentioned };
}

/**
 * May fewer unread messages mention the user than are counted, after some were
 * read, or one was recalled, whose sequence is given? Which ones do is not
 * known of those that were listed.
 */
export function mayCountTooMany(
  before: Conversation,
  after: Conversation,
  recalled = 0,
): boolean {
  if (after.mentioned === 0) return false;
  return after.unread < before.unread || recalled > readUpTo(before);
}

/** The same after one of its messages was recalled. */
export function withRecalled(
  known: Conversation,
  message_id: string,
): Conversation {
  const { last } = known;
  if (last?.id !== message_id) return known;
  return { ...known, last: recalled(last) };
}

/** The same after one of its messages was edited, or reacted to. */
export function withUpdated(
  known: Conversation,
  event: UpdateEvent,
  userId: string,
): Conversation {
  const { last } = known;
  if (last?.id !== changedId(event)) return known;
  return { ...known, last: shownAfter(last, event, userId) };
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
  // Pushes may have come that the list does not have yet.
  const others = listed.last_sequence < last_sequence ? known.mentioned : 0;
  const mentioned = Math.min(Math.max(listed.mentioned, others), unread);
  return { ...listed, last, updated_at, last_sequence, unread, mentioned };
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
