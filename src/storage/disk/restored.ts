import type { Change } from "../../domain/change.ts";
import type { ConversationSummary, Message } from "../../domain/model.ts";

/* What has crossed as JSON, with the undefined fields that JSON leaves out. */

/** Restores a message. */
export function restoredMessage(message: Message): Message {
  return { ...message, requestId: message.requestId };
}

/** Restores a change. */
export function restoredChange(change: Change): Change {
  return { ...change, message: restoredMessage(change.message) };
}

/** Restores a conversation of a list. */
export function restoredSummary(
  summary: ConversationSummary,
): ConversationSummary {
  const { last } = summary;
  return { ...summary, last: last && restoredMessage(last) };
}
