import type { Change } from "../../domain/change.ts";
import type {
  ConversationSummary,
  Member,
  Message,
} from "../../domain/model.ts";
import type { Sanction } from "../../domain/sanction.ts";
import type { Succession } from "../governance.ts";

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

/** Restores a member. */
export function restoredMember(member: Member): Member {
  const { muted } = member;
  return { ...member, muted: muted && { until: muted.until } };
}

/** Restores a sanction. */
export function restoredSanction(sanction: Sanction): Sanction {
  const { until, reason } = sanction;
  return { ...sanction, until, reason };
}

/** Restores what says who became creator. */
export function restoredHeir<T extends Succession>(found: T): T {
  return { ...found, heir: found.heir };
}
