import { type ConversationKey, partiesOf } from "../../domain/ids.ts";
import { ColdestFirst } from "./coldest_first.ts";
import { MemoryConversation } from "./memory_conversation.ts";

/** What {@linkcode MemoryPrivates} needs. */
export interface MemoryPrivatesOptions {
  /** Most private conversations; when full, a new one replaces the coldest. */
  readonly maxPrivates: number;
  /** Messages kept per conversation. */
  readonly historyLimit: number;
  /** Called for each conversation that is removed. */
  readonly onForget: (conversation: MemoryConversation) => void;
}

/** The private conversations of a {@linkcode MemoryStorage}. */
export class MemoryPrivates {
  #conversations = new ColdestFirst<ConversationKey, MemoryConversation>();
  #options: MemoryPrivatesOptions;

  constructor(options: MemoryPrivatesOptions) {
    this.#options = options;
  }

  /** How many private conversations there are. */
  get size(): number {
    return this.#conversations.size;
  }

  /** The conversation, if it has ever had a message. */
  get(key: ConversationKey): MemoryConversation | undefined {
    return this.#conversations.get(key);
  }

  /** The conversation, marked as used now; created if there is none. */
  open(key: ConversationKey, now: number): MemoryConversation {
    return this.#conversations.warm(key, now) ?? this.#create(key, now);
  }

  /** A conversation of these two users without messages; it is not stored. */
  empty(key: ConversationKey): MemoryConversation {
    const { historyLimit } = this.#options;
    const conversation = new MemoryConversation(key, historyLimit);
    for (const party of partiesOf(key)) conversation.addPosition(party, 0);
    return conversation;
  }

  /** Removes a conversation. */
  forget(conversation: MemoryConversation): void {
    this.#conversations.delete(conversation.key);
    this.#options.onForget(conversation);
  }

  #create(key: ConversationKey, now: number): MemoryConversation {
    if (this.#conversations.size >= this.#options.maxPrivates) {
      for (const coldest of this.#conversations.coldest()) {
        this.forget(coldest);
        break;
      }
    }
    const conversation = this.empty(key);
    this.#conversations.set(key, conversation, now);
    return conversation;
  }
}
