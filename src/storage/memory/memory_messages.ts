import { type Change, changeTo } from "../../domain/change.ts";
import { MessageIds, timeOfMessageId } from "../../domain/message_id.ts";
import type { Message } from "../../domain/model.ts";
import { MEMBER, type Rank } from "../../domain/rank.ts";
import {
  contentOf,
  type Place,
  requestKeyOf,
  toMessage,
} from "../shared/draft.ts";
import type { Scrubbed, ScrubQuery } from "../administration.ts";
import { changeBy, changed, withoutReactions } from "../shared/changed.ts";
import { conflict } from "../shared/refusals.ts";
import { scrubbed } from "../shared/scrubbed.ts";
import type { Draft, StorageSizes } from "../storage.ts";
import type { MemoryBounds } from "./memory_bounds.ts";
import type { MemoryChatroom } from "./memory_chatroom.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import type { EvictionOrderOptions } from "./eviction_order.ts";
import { MemoryHistories } from "./memory_histories.ts";
import type { Moment } from "./moments.ts";
import { RequestIds } from "./request_ids.ts";
import type { Changed, ChangeRequest, Reaction } from "../message_changes.ts";

/**
 * Request ids may take this share of what they and messages may take together.
 */
const REQUEST_ID_SHARE = 0.5;
/**
 * Messages that are looked at in one step when a user is erased, and changes
 * after which it ends earlier.
 */
const SCRUBBED_AT_ONCE = 500;

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
   * What the request id has stored, if anything.
   *
   * @throws {ReplyError} 409 if that had another content
   */
  recall(draft: Draft, { steady }: Moment): Place | undefined {
    const key = requestKeyOf(draft);
    if (key === undefined) return undefined;
    const known = this.#requestIds.recall(key, contentOf(draft), steady);
    if (known.kind === "conflict") throw conflict(draft);
    return known.kind === "new" ? undefined : known.stored;
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

  /** Changes a message. @throws {ReplyError} 404, 403 */
  change(
    conversation: MemoryConversation,
    { request, rank, room }: {
      readonly request: ChangeRequest;
      readonly rank: Rank;
      /** Undefined: it is private. */
      readonly room: Pick<MemoryChatroom, "standing"> | undefined;
    },
    now: Moment,
  ): Changed {
    const { userId, kind } = request;
    const message = conversation.find(request.messageId, userId);
    const after = changed(message, request, {
      rank,
      standingOf: (id) => room?.standing(id) ?? MEMBER,
      // By the clock of the ids: the machine's clock may have been set meanwhile.
      age: now.steady - timeOfMessageId(message.id),
      now: now.time,
      hasReacted: hasReacted(conversation, message, request),
    });
    if (after === undefined) {
      return {
        message: conversation.shownTo(userId, message),
        change: undefined,
      };
    }
    if (kind === "reacted") note(conversation, message, { request, now });
    const number = this.#histories.change(conversation, message, after);
    return {
      message: conversation.shownTo(userId, after),
      change: changeBy(request, {
        message: after,
        number,
        isBrief: !conversation.showsAll,
      }),
    };
  }

  /** Takes a user out of some messages of a conversation. */
  scrub(
    conversation: MemoryConversation,
    userId: string,
    { after, empty }: ScrubQuery,
  ): Scrubbed {
    const { timeline } = conversation;
    const changes: Change[] = [];
    let next = after;
    for (const stored of timeline.pageAfter(after, SCRUBBED_AT_ONCE)) {
      if (changes.length >= SCRUBBED_AT_ONCE) break;
      next = stored.sequence;
      const isOwn = stored.sender.id === userId;
      if (isOwn) changes.push(...this.#empty(conversation, stored, empty));
      if (stored.extras?.reactions === undefined) continue;
      changes.push(...this.#takeBack(conversation, next, userId));
    }
    const isAll = next === after || next === timeline.lastSequence;
    return { changes, next: isAll ? undefined : next };
  }

  #empty(
    conversation: MemoryConversation,
    stored: Message,
    empty: boolean,
  ): Change[] {
    const left = scrubbed(stored, empty);
    if (left === undefined) return [];
    const { message, isChange } = left;
    if (isChange) {
      const number = this.#histories.change(conversation, stored, message);
      return [changeTo(message, number)];
    }
    this.#histories.rewrite(conversation, stored, message);
    return [];
  }

  #takeBack(
    conversation: MemoryConversation,
    sequence: number,
    userId: string,
  ): Change[] {
    const { timeline, reactions, showsAll } = conversation;
    const message = timeline.get(sequence);
    if (message === undefined) return [];
    const isTheirs = (reaction: string) =>
      reactions.has(sequence, reaction, userId);
    const changes: Change[] = [];
    for (const step of withoutReactions(message, isTheirs)) {
      const { reaction, before, after } = step;
      reactions.remove(sequence, reaction, userId);
      const number = this.#histories.change(conversation, before, after);
      const by = { kind: "reacted", userId, reaction, on: false } as const;
      const done = { message: after, number, isBrief: !showsAll };
      changes.push(changeBy(by, done));
    }
    return changes;
  }

  /** Nothing is left of the request ids of a user. */
  forgetRequestIds(userId: string): void {
    this.#requestIds.forgetAllOf(userId);
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

function hasReacted(
  { reactions }: MemoryConversation,
  { sequence }: Message,
  request: ChangeRequest,
): boolean {
  return request.kind === "reacted" &&
    reactions.has(sequence, request.reaction, request.userId);
}

function note(
  { reactions }: MemoryConversation,
  { sequence }: Message,
  { request, now }: { request: Reaction; now: Moment },
): void {
  const { reaction, userId: id, on } = request;
  if (on) reactions.add(sequence, reaction, { id, at: now.time });
  else reactions.remove(sequence, reaction, id);
}
