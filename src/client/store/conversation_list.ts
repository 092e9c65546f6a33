import type { Conversation } from "./conversation.ts";

/** The most that are listed; of more the coldest goes. */
const MAX_LISTED = 10_000;

/** Conversations by their ids, and in the order in which they are shown. */
export class ConversationList {
  #known = new Map<string, Conversation>();
  #sorted: readonly Conversation[] | undefined;

  /** Newest activity first, ties by id; another array after a change. */
  get all(): readonly Conversation[] {
    return this.#sorted ??= [...this.#known.values()].sort(compare);
  }

  /** The conversation with an id, if it is known. */
  get(id: string): Conversation | undefined {
    return this.#known.get(id);
  }

  /** Puts a conversation in the place of what was known of it. */
  set(conversation: Conversation): void {
    this.#known.set(conversation.id, conversation);
    this.#sorted = undefined;
    const coldest = this.#known.size > MAX_LISTED && this.all.at(-1);
    if (coldest) this.delete(coldest.id);
  }

  /** Takes a conversation out. */
  delete(id: string): void {
    this.#known.delete(id);
    this.#sorted = undefined;
  }
}

function compare(a: Conversation, b: Conversation): number {
  return b.updated_at - a.updated_at || (a.id < b.id ? -1 : 1);
}
