import type { Message } from "../../domain/model.ts";
import type { MessageRecord } from "./records.ts";

/** A stored message as a record; `change` is the number of its newest change. */
export function toMessageRecord(
  message: Message,
  change: number | undefined,
): MessageRecord {
  const { requestId } = message;
  return {
    sequence: message.sequence,
    id: message.id,
    sender_id: message.sender.id,
    sender_name: message.sender.name,
    category: message.category,
    content: message.content,
    status: message.status,
    created_at: message.createdAt,
    ...requestId === undefined ? {} : { request_id: requestId },
    ...change === undefined ? {} : { change },
  };
}
