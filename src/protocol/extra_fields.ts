import type { Message } from "./responses.ts";

/** The fields of a message that few have. */
export type ExtraFields = Pick<
  Message,
  "data" | "reply_to" | "mentions" | "priority" | "edited_at" | "reactions"
>;

/**
 * The extra fields of a message as they end its JSON, each after a comma; empty
 * for a message without any.
 */
export function extrasOf(message: ExtraFields): string {
  const { data, reply_to, mentions, priority } = message;
  const { edited_at, reactions } = message;
  let text = "";
  if (data !== undefined) text += `,"data":${JSON.stringify(data)}`;
  if (reply_to !== undefined) text += `,"reply_to":${JSON.stringify(reply_to)}`;
  if (mentions !== undefined) text += `,"mentions":${JSON.stringify(mentions)}`;
  if (priority !== undefined) text += `,"priority":"${priority}"`;
  if (edited_at !== undefined) text += `,"edited_at":${edited_at}`;
  if (reactions !== undefined) {
    text += `,"reactions":${JSON.stringify(reactions)}`;
  }
  return text;
}
