import type { ConversationKey } from "../../../domain/ids.ts";
import type { Message, MessageStatus } from "../../../domain/model.ts";
import type { Row, Value } from "../file/sql.ts";
import { fromColumn, toColumn } from "../file/text_column.ts";

/** The category of most messages, which is not stored. */
const USUAL = "text";

/** The columns of a message, in the order that {@linkcode toMessage} reads. */
export const MESSAGE_COLUMNS =
  "sequence, id, sender, name, category, content, status, created_at, request_id";

/** A message's values for `INSERT INTO messages`, after its conversation. */
export function messageValues(message: Message): Value[] {
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
  ];
}

/** The message of a row. */
export function toMessage(row: Row, conversation: ConversationKey): Message {
  const [sequence, id, sender, name, category, content, status, at, requestId] =
    row;
  const senderId = sender as string;
  return {
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
}

function nameOf(name: Value | undefined, senderId: string): string {
  return name === null ? senderId : fromColumn(name);
}
