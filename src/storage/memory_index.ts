import { BinaryHeap } from "@std/data-structures";
import { type ConversationRef, refOf, sessionId } from "../domain/ids.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import type { ConversationsQuery, ListPosition } from "./storage.ts";

/** A conversation in its place in a user's list. */
export interface Listed extends ListPosition {
  readonly conversation: MemoryConversation;
  readonly ref: ConversationRef;
}

/** Which conversations each user is in. */
export class MemoryIndex {
  #conversationsOf = new Map<string, Set<MemoryConversation>>();

  /** How many users are in any conversation. */
  get size(): number {
    return this.#conversationsOf.size;
  }

  /** Puts a conversation into a user's list. */
  add(userId: string, conversation: MemoryConversation): void {
    const known = this.#conversationsOf.get(userId);
    if (known !== undefined) known.add(conversation);
    else this.#conversationsOf.set(userId, new Set([conversation]));
  }

  /** Takes a conversation out of a user's list. */
  remove(userId: string, conversation: MemoryConversation): void {
    const known = this.#conversationsOf.get(userId);
    known?.delete(conversation);
    if (known?.size === 0) this.#conversationsOf.delete(userId);
  }

  /** A user's conversations as they see them; removing meanwhile is allowed. */
  *of(userId: string): Generator<[ConversationRef, MemoryConversation]> {
    for (const conversation of this.#conversationsOf.get(userId) ?? []) {
      yield [refOf(conversation.key, userId), conversation];
    }
  }

  /**
   * The first `count` of a user's list that the query selects. All are looked
   * at, as a chatroom's activity moves it in the lists of all its members; but
   * what cannot be among the first is passed over for the price of a look.
   */
  select(userId: string, query: ConversationsQuery, count: number): Listed[] {
    const { type, after } = query;
    const first = new BinaryHeap<Listed>((a, b) => newestActivityFirst(b, a));
    for (const conversation of this.#conversationsOf.get(userId) ?? []) {
      if (type !== undefined && type !== conversation.type) continue;
      const time = conversation.updatedAt(userId);
      if (after !== undefined && time > after.time) continue;
      const full = first.length === count;
      if (full && time < (first.peek()?.time ?? 0)) continue;
      const ref = refOf(conversation.key, userId);
      const listed = { conversation, ref, id: sessionId(ref), time };
      if (after && newestActivityFirst(listed, after) <= 0) continue;
      first.push(listed);
      if (full) first.pop();
    }
    return [...first.drain()].reverse();
  }
}

function newestActivityFirst(a: ListPosition, b: ListPosition): number {
  return b.time - a.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
