import { type ConversationKey, partiesOf } from "../../domain/ids.ts";
import { ColdestFirst } from "./coldest_first.ts";
import { MemoryConversation } from "./memory_conversation.ts";

/** What {@linkcode MemoryPrivates} needs. */
export interface MemoryPrivatesOptions {
  /** Most private conversations; a new one takes the place of the coldest. */
  readonly maxPrivates: number;
  /** Messages kept per conversation. */
  readonly historyLimit: number;
  /** Called for each conversation that is forgotten. */
  readonly onForget: (conversation: MemoryConversation) => void;
}

/** The private conversations that a {@linkcode MemoryStorage} knows. */
export class MemoryPrivates {
  #conversations = new ColdestFirst<ConversationKey, MemoryConversation>();
  #options: MemoryPrivatesOptions;

  constructor(options: MemoryPrivatesOptions) {
    this.#options = options;
  }

  /** How many private conversations are known. */
  get size(): number {
    return this.#conversations.size;
  }

  /** The conversation, if it ever had a message. */
  get(key: ConversationKey): MemoryConversation | undefined {
    return this.#conversations.get(key);
  }

  /** The conversation, warm; created where it is not known. */
  open(key: ConversationKey, now: number): MemoryConversation {
    return this.#conversations.warm(key, now) ?? this.#create(key, now);
  }

  /** A conversation of these two without messages, which is not kept. */
  empty(key: ConversationKey): MemoryConversation {
    const { historyLimit } = this.#options;
    const conversation = new MemoryConversation(key, historyLimit);
    for (const party of partiesOf(key)) conversation.addPosition(party, 0);
    return conversation;
  }

  /** Forgets a conversation. */
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
