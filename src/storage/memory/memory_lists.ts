import { type ConversationRef, refOf } from "../../domain/ids.ts";
import type { ConversationSummary } from "../../domain/model.ts";
import type { Spread } from "../../base/spread.ts";
import type { Listed, MemoryIndex } from "./memory_index.ts";
import type { ConversationsPage, ConversationsQuery } from "../storage.ts";

/** What {@linkcode MemoryLists} needs. */
export interface MemoryListsOptions {
  readonly index: MemoryIndex;
  readonly spread: Spread;
  /** The title of a conversation for the user who addresses it so. */
  readonly titleOf: (ref: ConversationRef) => string;
}

/** Users' lists of conversations, by pages. */
export class MemoryLists {
  #options: MemoryListsOptions;

  constructor(options: MemoryListsOptions) {
    this.#options = options;
  }

  /**
   * A page of a user's list. If very many entries are misplaced this takes some
   * turns of the event loop; the page itself is read in one step.
   */
  async page(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage> {
    const { index, spread } = this.#options;
    for (;;) {
      const restored = spread.over(index.restore(userId), () => {});
      if (restored === undefined) break;
      await restored;
    }
    const found = index.select(userId, query, query.count + 1);
    const items = found.slice(0, query.count)
      .map((listed) => this.#summary(listed, userId));
    return { items, hasMore: found.length > query.count };
  }

  #summary({ conversation, time }: Listed, userId: string) {
    const { timeline, positions } = conversation;
    const ref = refOf(conversation.key, userId);
    const newest = conversation.newest(userId);
    return {
      type: ref.type,
      target: ref.target,
      title: this.#options.titleOf(ref),
      last: newest && conversation.shownTo(userId, newest),
      lastSequence: timeline.lastSequence,
      lastChange: conversation.changes.last,
      readSequence: positions.get(userId)?.readSequence ?? 0,
      unread: conversation.unread(userId),
      mentioned: conversation.mentioned(userId),
      updatedAt: time,
    } satisfies ConversationSummary;
  }
}
