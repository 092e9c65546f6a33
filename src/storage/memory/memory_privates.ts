import { type ConversationKey, partiesOf } from "../../domain/ids.ts";
import type { Draft } from "../storage.ts";
import { ColdestFirst } from "./coldest_first.ts";
import { MemoryConversation } from "./memory_conversation.ts";
import { Unanswered } from "./unanswered.ts";

/** What matters of a draft. */
type SenderDraft = Pick<Draft, "conversation" | "senderId" | "privileged">;

/** What {@linkcode MemoryPrivates} needs. */
export interface MemoryPrivatesOptions {
  /** Most private conversations; a new one replaces another. */
  readonly maxPrivates: number;
  /** Of those most in which the other one has never written, for each user. */
  readonly maxUnanswered: number;
  /** Messages kept per conversation. */
  readonly historyLimit: number;
  /** Called for each conversation that is removed. */
  readonly onForget: (conversation: MemoryConversation) => void;
}

/** The private conversations of a {@linkcode MemoryStorage}. */
export class MemoryPrivates {
  #conversations = new ColdestFirst<ConversationKey, MemoryConversation>();
  #unanswered = new Unanswered();
  #options: MemoryPrivatesOptions;

  constructor(options: MemoryPrivatesOptions) {
    this.#options = options;
  }

  /** How many conversations there are. */
  get size(): number {
    return this.#conversations.size;
  }

  /** The conversation, if it ever had a message. */
  get(key: ConversationKey): MemoryConversation | undefined {
    return this.#conversations.get(key);
  }

  /**
   * The conversation in which a user writes; becomes the warmest. Created if
   * there is none.
   */
  open(
    draft: SenderDraft,
    now: number,
  ): MemoryConversation {
    const { conversation: { key }, senderId } = draft;
    const conversation = this.#conversations.warm(key, now) ??
      this.#create(draft, now);
    // Once both have written it stays answered, and costs no look-up.
    if (!conversation.isAnswered) {
      this.#unanswered.written(conversation, senderId);
    }
    return conversation;
  }

  /** The conversation of these two, or one without messages. */
  find(key: ConversationKey): MemoryConversation {
    return this.get(key) ?? this.#empty(key);
  }

  /** A conversation of these two without messages, which is not stored. */
  #empty(key: ConversationKey): MemoryConversation {
    const { historyLimit } = this.#options;
    const conversation = new MemoryConversation(key, historyLimit);
    for (const party of partiesOf(key)) conversation.addPosition(party, 0);
    return conversation;
  }

  /** Removes a conversation. */
  forget(conversation: MemoryConversation): void {
    this.#conversations.delete(conversation.key);
    this.#unanswered.drop(conversation);
    this.#options.onForget(conversation);
  }

  #create(
    { conversation: { key }, senderId, privileged }: SenderDraft,
    now: number,
  ): MemoryConversation {
    const { maxPrivates, maxUnanswered } = this.#options;
    const isFull = this.size >= maxPrivates ||
      !privileged && this.#unanswered.count(senderId) >= maxUnanswered;
    if (isFull) this.#makeRoomFor(senderId);
    const conversation = this.#empty(key);
    this.#conversations.set(key, conversation, now);
    return conversation;
  }

  /** Who opens conversations that nobody answers makes room by one of those. */
  #makeRoomFor(senderId: string): void {
    const own = this.#unanswered.coldest(senderId);
    if (own !== undefined) return this.forget(own);
    for (const coldest of this.#conversations.coldest()) {
      return this.forget(coldest);
    }
  }
}
