import type { Message } from "../../protocol/responses.ts";

/**
 * Below 0 where `a` comes before `b` in a conversation. With sequence off the
 * sequences are all 0; ids sort by creation.
 */
export function compareMessages(a: Message, b: Message): number {
  return a.created_at - b.created_at || a.sequence - b.sequence ||
    (a.id < b.id ? -1 : Number(a.id > b.id));
}
