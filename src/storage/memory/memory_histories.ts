import type { Extras } from "../../domain/extras.ts";
import type { Message } from "../../domain/model.ts";
import {
  EvictionOrder,
  type EvictionOrderOptions,
  type Newest,
} from "./eviction_order.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import { costOfReactions } from "./memory_reactions.ts";
import { textBytes } from "./text_bytes.ts";

/**
 * Bytes of a message besides its texts: its objects, its id, its entry in the
 * timeline, as measured by `bench/storage/heap.ts`.
 */
export const MESSAGE_OVERHEAD = 145;

/** The same of the extras of one that has any, and of each mention. */
const EXTRAS_OVERHEAD = 80;
const MENTION_OVERHEAD = 40;

/** The bounds of {@linkcode MemoryHistories}. */
export interface HistoryBounds extends EvictionOrderOptions {
  /** Messages kept per conversation; the oldest are removed. */
  readonly historyLimit: number;
  /**
   * Estimated bytes of all kept messages and of what `beside` counts; beyond,
   * messages are removed as {@linkcode EvictionOrder} says.
   */
  readonly storageLimit: number;
  /** Estimated bytes of other things that count against the limit. */
  readonly beside: () => number;
}

/** The messages of all conversations under one bound. */
export class MemoryHistories {
  #order: EvictionOrder;
  #bounds: HistoryBounds;
  #bytes = 0;
  #messages = 0;

  constructor(bounds: HistoryBounds) {
    this.#bounds = bounds;
    this.#order = new EvictionOrder(bounds);
  }

  /** Estimated bytes of all kept messages. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Kept messages of all conversations. */
  get messages(): number {
    return this.#messages;
  }

  /** How many users hold messages where they are. */
  get holders(): number {
    return this.#order.holders;
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
    this.#count(conversation, message, costOf(message));
    this.#order.warm(conversation, now);
    if (conversation.timeline.size > this.#bounds.historyLimit) {
      this.#evictOldest(conversation);
    }
    if (!this.#isTooMuch()) return;
    this.#shrink({ conversation, senderId: message.sender.id, now });
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
    this.rewrite(conversation, stored, changed);
    return changes.add(
      stored.sequence,
      (sequence) => sequence >= timeline.firstSequence,
    );
  }

  /** Replaces a stored message by a form of it that is no change. */
  rewrite(
    conversation: MemoryConversation,
    stored: Message,
    form: Message,
  ): void {
    conversation.timeline.replace(form);
    conversation.replaced(stored, form);
    this.#count(conversation, form, costOf(form) - costOf(stored));
  }

  /** A user is about to leave a conversation; their messages stay. */
  leave(conversation: MemoryConversation, userId: string): void {
    const held = conversation.heldBy(userId);
    if (held > 0) this.#order.hold(userId, -held);
  }

  /** The last member of a chatroom has left it. */
  abandon(conversation: MemoryConversation, now: number): void {
    this.#order.abandon(conversation, now);
  }

  /** An abandoned chatroom has a member again. */
  adopt(conversation: MemoryConversation): void {
    this.#order.adopt(conversation);
  }

  /** Removes a conversation and its messages. */
  drop(conversation: MemoryConversation): void {
    for (const userId of conversation.positions.keys()) {
      this.leave(conversation, userId);
    }
    this.#messages -= conversation.timeline.size;
    this.#bytes -= conversation.bytes;
    conversation.bytes = 0;
    this.#order.drop(conversation);
  }

  /** The message that was stored stays even if it alone is over the bound. */
  #shrink(newest: Newest): void {
    while (this.#isTooMuch()) {
      const victim = this.#order.next(newest);
      if (victim === undefined) return;
      const { conversation, keep } = victim;
      while (conversation.timeline.size > keep && this.#isTooMuch()) {
        this.#evictOldest(conversation);
      }
    }
  }

  #isTooMuch(): boolean {
    const { beside, storageLimit } = this.#bounds;
    return this.#bytes + beside() > storageLimit;
  }

  #evictOldest(conversation: MemoryConversation): void {
    const evicted = conversation.timeline.evictOldest();
    if (evicted === undefined) return;
    this.#messages--;
    conversation.replaced(evicted, undefined);
    this.#count(conversation, evicted, -costOf(evicted));
    this.#order.shrunk(conversation);
  }

  /** Bytes that a message brings, or takes with it. */
  #count(
    conversation: MemoryConversation,
    message: Message,
    bytes: number,
  ): void {
    conversation.bytes += bytes;
    this.#bytes += bytes;
    const holder = conversation.holderOf(message);
    if (holder === undefined) return;
    holder.held += bytes;
    this.#order.hold(message.sender.id, bytes);
  }
}

/**
 * The strings of the sender and of the conversation are shared by all messages,
 * so they cost nothing here.
 */
export function costOf(
  { content, category, requestId, extras }: Message,
): number {
  const request = requestId === undefined ? 0 : textBytes(requestId);
  const more = extras === undefined ? 0 : costOfExtras(extras);
  return MESSAGE_OVERHEAD + textBytes(content) + textBytes(category) +
    request + more;
}

function costOfExtras(extras: Extras): number {
  const { data, replyTo, mentions = [] } = extras;
  let cost = EXTRAS_OVERHEAD + costOfReactions(extras);
  if (data !== undefined) cost += textBytes(data);
  if (replyTo !== undefined) cost += textBytes(replyTo);
  for (const userId of mentions) cost += MENTION_OVERHEAD + textBytes(userId);
  return cost;
}
