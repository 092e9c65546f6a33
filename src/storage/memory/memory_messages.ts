import { changeTo } from "../../domain/change.ts";
import { MessageIds, timeOfMessageId } from "../../domain/message_id.ts";
import type { Message } from "../../domain/model.ts";
import type { Rank } from "../../domain/rank.ts";
import {
  contentOf,
  type Place,
  requestKeyOf,
  toMessage,
} from "../shared/draft.ts";
import { recalled } from "../shared/recalled.ts";
import { conflict } from "../shared/refusals.ts";
import type {
  Changed,
  Draft,
  RecallRequest,
  StorageSizes,
} from "../storage.ts";
import type { MemoryBounds } from "./memory_bounds.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import type { EvictionOrderOptions } from "./eviction_order.ts";
import { MemoryHistories } from "./memory_histories.ts";
import type { Moment } from "./moments.ts";
import { RequestIds } from "./request_ids.ts";

/**
 * Request ids may take this share of what they and messages may take together.
 */
const REQUEST_ID_SHARE = 0.5;

/** The messages of all conversations, and the request ids that stored them. */
export class MemoryMessages {
  #histories: MemoryHistories;
  #requestIds: RequestIds<Place>;
  #ids = new MessageIds();

  constructor(
    bounds: MemoryBounds & Pick<EvictionOrderOptions, "conversationsOf">,
  ) {
    this.#requestIds = new RequestIds({
      limit: bounds.maxRequestIds,
      limitEach: bounds.quotas.maxRequestIds,
      maxBytes: bounds.storageLimit * REQUEST_ID_SHARE,
      maxAge: bounds.requestIdAge,
    });
    this.#histories = new MemoryHistories({
      ...bounds,
      beside: () => this.#requestIds.bytes,
    });
  }

  /** How much is stored. */
  get sizes(): Pick<StorageSizes, "messages" | "messageBytes" | "requestIds"> {
    return {
      messages: this.#histories.messages,
      messageBytes: this.#histories.bytes + this.#requestIds.bytes,
      requestIds: this.#requestIds.size,
    };
  }

  /**
   * The message that this request id has stored, if any.
   *
   * @throws {ReplyError} 409 if that had another content
   */
  find(
    draft: Draft,
    sender: Message["sender"],
    { steady }: Moment,
  ): Message | undefined {
    const key = requestKeyOf(draft);
    if (key === undefined) return undefined;
    const known = this.#requestIds.recall(key, contentOf(draft), steady);
    if (known.kind === "conflict") throw conflict(draft);
    if (known.kind === "new") return undefined;
    return toMessage(draft, sender, known.stored);
  }

  /** Stores a new message and evicts what no longer fits. */
  append(
    conversation: MemoryConversation,
    { draft, sender }: { draft: Draft; sender: Message["sender"] },
    now: Moment,
  ): Message {
    const place = this.#placeIn(conversation, now);
    const message = toMessage(draft, sender, place);
    const key = requestKeyOf(draft);
    if (key !== undefined) {
      const { senderId: userId } = draft;
      const use = { key, userId, content: contentOf(draft), stored: place };
      this.#requestIds.remember(use, now.steady);
    }
    this.#histories.append(conversation, message, now.steady);
    return message;
  }

  /** Empties a message. @throws {ReplyError} 404, 403 */
  recall(
    conversation: MemoryConversation,
    { request, rank }: { request: RecallRequest; rank: Rank },
    now: Moment,
  ): Changed {
    const message = conversation.find(request.messageId);
    // By the clock of the ids: the machine's clock may have been set meanwhile.
    const age = now.steady - timeOfMessageId(message.id);
    const emptied = recalled(message, request, { rank, age });
    if (emptied === undefined) return { message, change: undefined };
    const number = this.#histories.change(conversation, message, emptied);
    return { message: emptied, change: changeTo(emptied, number) };
  }

  /** A user is about to leave a conversation. */
  leave(conversation: MemoryConversation, userId: string): void {
    this.#histories.leave(conversation, userId);
  }

  /** The last member of a chatroom has left it. */
  abandon(conversation: MemoryConversation, { steady }: Moment): void {
    this.#histories.abandon(conversation, steady);
  }

  /** An abandoned chatroom has a member again. */
  adopt(conversation: MemoryConversation): void {
    this.#histories.adopt(conversation);
  }

  /** Removes the messages of a conversation that is removed. */
  drop(conversation: MemoryConversation): void {
    this.#histories.drop(conversation);
  }

  /**
   * Removes expired request ids, at most so many; returns whether there are
   * more.
   */
  forgetIdle({ steady }: Moment, limit: number): boolean {
    return this.#requestIds.forgetIdle(steady, limit);
  }

  #placeIn({ timeline, key }: MemoryConversation, now: Moment): Place {
    const sequence = timeline.lastSequence + 1;
    const id = this.#ids.next(now.steady, sequence);
    return { id, conversation: key, sequence, createdAt: now.time };
  }
}
