import type { ConversationSummary } from "../../domain/model.ts";
import type { ListPosition } from "../list_position.ts";

/*
 * The order of a user's list of conversations: newest activity first, then by
 * session id. A cursor names a position in it, so every storage has the same
 * order.
 */

/** Compares two positions in the list. */
export function newestActivityFirst(a: ListPosition, b: ListPosition): number {
  return b.time - a.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Is an item after a position in the list? */
export function comesAfter(each: ListPosition, after: ListPosition): boolean {
  return newestActivityFirst(each, after) > 0;
}

/** The position of a conversation in the list. */
export function positionOf(
  { type, target, updatedAt }: ConversationSummary,
): ListPosition {
  return { time: updatedAt, id: `${type}:${target}` };
}
