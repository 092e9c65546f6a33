import type { ConversationKey } from "../../../domain/ids.ts";
import type { Message, MessageStatus } from "../../../domain/model.ts";
import type { Row, Value } from "../file/sql.ts";
import { fromColumn, toColumn } from "../file/text_column.ts";
import { placeOf } from "./place.ts";

/** The category of most messages, which is not stored. */
const USUAL = "text";

/** The columns of a message, in the order that {@linkcode toMessage} reads. */
export const MESSAGE_COLUMNS =
  "sequence, id, sender, name, category, content, status, created_at, request_id, extras";

/** Where its extras are in a row, as JSON; NULL where it has none. */
const EXTRAS = 9;

/**
 * The beginning of a statement that adds a message: the conversation is its
 * first parameter, those of {@linkcode messageValues} follow.
 */
export const INSERT_MESSAGE = `INSERT INTO messages
  (place, id, sender, name, category, content, status, created_at, request_id,
  extras, change)
  VALUES (${placeOf("?1", "?2")}, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`;

/** A message's values for {@linkcode INSERT_MESSAGE}, after its conversation. */
export function messageValues(
  message: Message,
  change: number | null = null,
): Value[] {
  const { sender, category, content } = message;
  return [
    message.sequence,
    message.id,
    sender.id,
    sender.name === sender.id ? null : toColumn(sender.name),
    category === USUAL ? null : category,
    toColumn(content),
    message.status,
    message.createdAt,
    message.requestId ?? null,
    message.extras === undefined ? null : JSON.stringify(message.extras),
    change,
  ];
}

/** The values that a change may set: `content`, `status`, `extras`. */
export function changedValues({ content, status, extras }: Message): Value[] {
  return [
    toColumn(content),
    status,
    extras === undefined ? null : JSON.stringify(extras),
  ];
}

/** The message of a row. */
export function toMessage(row: Row, conversation: ConversationKey): Message {
  const [sequence, id, sender, name, category, content, status, at, requestId] =
    row;
  const senderId = sender as string;
  const message: Message = {
    id: id as string,
    conversation,
    sender: { id: senderId, name: nameOf(name, senderId) },
    category: (category ?? USUAL) as string,
    content: fromColumn(content),
    sequence: sequence as number,
    status: status as MessageStatus,
    createdAt: at as number,
    requestId: (requestId ?? undefined) as string | undefined,
  };
  const extras = row[EXTRAS];
  if (typeof extras !== "string") return message;
  return { ...message, extras: JSON.parse(extras) };
}

function nameOf(name: Value | undefined, senderId: string): string {
  return name === null ? senderId : fromColumn(name);
}
