import { partiesOf } from "../../domain/ids.ts";
import type { MemoryConversation } from "./memory_conversation.ts";

/**
 * The private conversations in which only one of the two has written, by who
 * that is, coldest first. A user who writes to everybody fills this, and not the
 * storage.
 */
export class Unanswered {
  #bySender = new Map<string, Set<MemoryConversation>>();

  /** How many of a user's conversations nobody has answered. */
  count(userId: string): number {
    return this.#bySender.get(userId)?.size ?? 0;
  }

  /** The coldest of a user's. */
  coldest(userId: string): MemoryConversation | undefined {
    for (const coldest of this.#bySender.get(userId) ?? []) return coldest;
    return undefined;
  }

  /** A user writes in a conversation, which therefore may be answered now. */
  written(conversation: MemoryConversation, senderId: string): void {
    const peer = otherOf(conversation, senderId);
    if (conversation.hasWritten(peer)) this.#remove(conversation, peer);
    else this.#add(conversation, senderId);
  }

  /** Removes a conversation that is removed. */
  drop(conversation: MemoryConversation): void {
    for (const userId of partiesOf(conversation.key)) {
      this.#remove(conversation, userId);
    }
  }

  /** It becomes the warmest. */
  #add(conversation: MemoryConversation, userId: string): void {
    const own = this.#bySender.get(userId) ?? new Set();
    this.#bySender.set(userId, own);
    own.delete(conversation);
    own.add(conversation);
  }

  #remove(conversation: MemoryConversation, userId: string): void {
    const own = this.#bySender.get(userId);
    if (!own?.delete(conversation)) return;
    if (own.size === 0) this.#bySender.delete(userId);
  }
}

function otherOf({ key }: MemoryConversation, userId: string): string {
  const [first, second] = partiesOf(key);
  return first === userId ? second : first;
}
