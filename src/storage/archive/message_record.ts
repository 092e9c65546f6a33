import type { Message } from "../../domain/model.ts";
import type { MessageRecord, ReactorRecord } from "./records.ts";

/** What is stored beside a message. */
export interface BesideMessage {
  /** The number of its newest change. */
  readonly change: number | undefined;
  readonly reactors: readonly ReactorRecord[];
}

/** A stored message as a record. */
export function toMessageRecord(
  message: Message,
  { change, reactors }: BesideMessage,
): MessageRecord {
  const { requestId, extras } = message;
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
    ...extras === undefined ? {} : { extras },
    ...reactors.length === 0 ? {} : { reactors: [...reactors] },
    ...change === undefined ? {} : { change },
  };
}
