import { PRIVATE, privateConversation } from "../domain/ids.ts";
import {
  type ConversationSummary,
  type Message,
  RECALLED,
} from "../domain/model.ts";
import { SERVICE } from "../storage/actor.ts";
import type { Storage } from "../storage/storage.ts";

/** Conversations of a user that are looked at, and messages of each. */
const [MAX_CONVERSATIONS, MAX_MESSAGES] = [20, 20];

/** What {@linkcode MissedSearch} needs. */
export interface MissedSearchOptions {
  readonly storage: Pick<Storage, "user" | "conversations" | "history">;
  /**
   * Milliseconds for which a connection may be silent: one that still was there
   * at the end was heard within this time before.
   */
  readonly silence: number;
}

/**
 * Looks for messages that may not have reached users whose connections ended
 * together with the process that knew what had arrived. All that is known then
 * is in the storage: what they have read and sent, and when they were seen.
 */
export class MissedSearch {
  #options: MissedSearchOptions;

  constructor(options: MissedSearchOptions) {
    this.#options = options;
  }

  /**
   * The private messages of others that a user may not have got, of the newest
   * 20 in each of the 20 newest conversations.
   *
   * @param until Unix time in milliseconds when their connections still were
   *
   * @throws {ReplyError} 503
   */
  async of(userId: string, until: number): Promise<Message[]> {
    const { storage, silence } = this.#options;
    // Set when they log in or out, or ask for something over HTTP.
    const { lastSeen } = await storage.user(userId)
      .catch(() => ({ lastSeen: 0 }));
    const since = Math.max(until - silence, lastSeen);
    const { items } = await storage.conversations(userId, {
      type: PRIVATE,
      after: undefined,
      count: MAX_CONVERSATIONS,
    });
    const found: Message[] = [];
    for (const each of items) {
      if (each.updatedAt < since) continue;
      found.push(...await this.#messagesOf(userId, each));
    }
    const own = found.filter(({ sender }) => sender.id === userId);
    const heardAt = Math.max(since, ...own.map(({ createdAt }) => createdAt));
    return found.filter(({ createdAt, sender, status }) =>
      createdAt >= heardAt && sender.id !== userId && status !== RECALLED
    );
  }

  /** The newest that the user has not read, their own among them. */
  async #messagesOf(
    userId: string,
    { target, readSequence }: ConversationSummary,
  ): Promise<Message[]> {
    const conversation = privateConversation(userId, target);
    const page = { before: undefined, count: MAX_MESSAGES };
    const { items } = await this.#options.storage
      .history(conversation, SERVICE, page);
    return items.filter(({ sequence, sender }) =>
      sequence > readSequence || sender.id === userId
    );
  }
}
