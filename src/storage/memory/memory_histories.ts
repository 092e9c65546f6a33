import type { Message } from "../../domain/model.ts";
import { ColdestFirst } from "./coldest_first.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import { textBytes } from "./text_bytes.ts";

/**
 * Bytes of a message besides its texts: its objects, its id, its entry in the
 * timeline, as measured by `bench/storage/heap.ts`.
 */
export const MESSAGE_OVERHEAD = 220;

/** The bounds of {@linkcode MemoryHistories}. */
export interface HistoryBounds {
  /** Messages kept per conversation; the oldest are removed. */
  readonly historyLimit: number;
  /**
   * Estimated bytes of all kept messages and of what `beside` counts;
   * the messages of the coldest conversations are removed.
   */
  readonly storageLimit: number;
  /** Estimated bytes of other things that count against the limit. */
  readonly beside: () => number;
}

/** The messages of all conversations under one bound. */
export class MemoryHistories {
  #warmth = new ColdestFirst<string, MemoryConversation>();
  #bounds: HistoryBounds;
  #bytes = 0;
  #messages = 0;

  constructor(bounds: HistoryBounds) {
    this.#bounds = bounds;
  }

  /** Estimated bytes of all kept messages. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Kept messages of all conversations. */
  get messages(): number {
    return this.#messages;
  }

  /**
   * Appends a message and evicts what no longer fits; `now` is of a clock that
   * never jumps.
   */
  append(
    conversation: MemoryConversation,
    message: Message,
    now: number,
  ): void {
    conversation.append(message);
    this.#messages++;
    this.#count(conversation, costOf(message));
    this.#warm(conversation, now);
    if (conversation.timeline.size > this.#bounds.historyLimit) {
      this.#evictOldest(conversation);
    }
    if (this.#isTooMuch()) this.#shrink(conversation);
  }

  /**
   * Replaces a stored message by its changed form; returns the number of the
   * change.
   */
  change(
    conversation: MemoryConversation,
    stored: Message,
    changed: Message,
  ): number {
    const { timeline, changes } = conversation;
    timeline.replace(changed);
    this.#count(conversation, costOf(changed) - costOf(stored));
    return changes.add(
      stored.sequence,
      (sequence) => sequence >= timeline.firstSequence,
    );
  }

  /** Removes a conversation and its messages. */
  drop(conversation: MemoryConversation): void {
    this.#messages -= conversation.timeline.size;
    this.#count(conversation, -conversation.bytes);
    this.#warmth.delete(conversation.key);
  }

  #warm(conversation: MemoryConversation, now: number): void {
    const known = this.#warmth.warm(conversation.key, now);
    if (known !== conversation) {
      this.#warmth.set(conversation.key, conversation, now);
    }
  }

  /**
   * The newest message of `appended` stays even if it alone is over the bound.
   */
  #shrink(appended: MemoryConversation): void {
    for (const coldest of this.#warmth.coldest()) {
      const kept = coldest === appended ? 1 : 0;
      while (coldest.timeline.size > kept) {
        if (!this.#isTooMuch()) return;
        this.#evictOldest(coldest);
      }
      if (kept === 0) this.#warmth.delete(coldest.key);
    }
  }

  #isTooMuch(): boolean {
    const { beside, storageLimit } = this.#bounds;
    return this.#bytes + beside() > storageLimit;
  }

  #evictOldest(conversation: MemoryConversation): boolean {
    const evicted = conversation.timeline.evictOldest();
    if (evicted === undefined) return false;
    this.#messages--;
    this.#count(conversation, -costOf(evicted));
    return true;
  }

  #count(conversation: MemoryConversation, bytes: number): void {
    conversation.bytes += bytes;
    this.#bytes += bytes;
  }
}

/**
 * The strings of the sender and of the conversation are shared by all messages,
 * so they cost nothing here.
 */
function costOf({ content, category, requestId }: Message): number {
  const request = requestId === undefined ? 0 : textBytes(requestId);
  return MESSAGE_OVERHEAD + textBytes(content) + textBytes(category) + request;
}
