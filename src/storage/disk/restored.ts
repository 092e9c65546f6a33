import type { Change } from "../../domain/change.ts";
import type { ConversationSummary, Message } from "../../domain/model.ts";

/*
 * What has crossed as JSON, with the fields that it leaves out.
 */

/** A message as it was. */
export function restoredMessage(message: Message): Message {
  return { ...message, requestId: message.requestId };
}

/** A change as it was. */
export function restoredChange(change: Change): Change {
  return { ...change, message: restoredMessage(change.message) };
}

/** A conversation in a list as it was. */
export function restoredSummary(
  summary: ConversationSummary,
): ConversationSummary {
  const { last } = summary;
  return { ...summary, last: last && restoredMessage(last) };
}
