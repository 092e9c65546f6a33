import type { Conversation } from "./conversation.ts";

/** Most listed conversations; beyond, the coldest is dropped. */
const MAX_LISTED = 10_000;

/** Conversations by id, and in the order in which they are shown. */
export class ConversationList {
  #known = new Map<string, Conversation>();
  #sorted: readonly Conversation[] | undefined;

  /** Newest activity first, then by id; a new array after each change. */
  get all(): readonly Conversation[] {
    return this.#sorted ??= [...this.#known.values()].sort(compare);
  }

  /** The conversation with an id, if it is known. */
  get(id: string): Conversation | undefined {
    return this.#known.get(id);
  }

  /** Adds or replaces a conversation. */
  set(conversation: Conversation): void {
    this.#known.set(conversation.id, conversation);
    this.#sorted = undefined;
    const coldest = this.#known.size > MAX_LISTED && this.all.at(-1);
    if (coldest) this.delete(coldest.id);
  }

  /** Removes a conversation. */
  delete(id: string): void {
    this.#known.delete(id);
    this.#sorted = undefined;
  }
}

function compare(a: Conversation, b: Conversation): number {
  return b.updated_at - a.updated_at || (a.id < b.id ? -1 : 1);
}
