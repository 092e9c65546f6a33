import {
  CHATROOM,
  type ConversationRef,
  refOf,
  sessionId,
} from "../domain/ids.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import type { ConversationsQuery, ListPosition } from "./storage.ts";

/** A conversation in its place in a user's list. */
export interface Listed extends ListPosition {
  readonly conversation: MemoryConversation;
  readonly ref: ConversationRef;
}

/** Which conversations each user is in. */
export class MemoryIndex {
  #conversationsOf = new Map<string, Set<MemoryConversation>>();

  /** How many users are in any conversation. */
  get size(): number {
    return this.#conversationsOf.size;
  }

  /** Puts a conversation into a user's list. */
  add(userId: string, conversation: MemoryConversation): void {
    const known = this.#conversationsOf.get(userId);
    if (known !== undefined) known.add(conversation);
    else this.#conversationsOf.set(userId, new Set([conversation]));
  }

  /** Takes a conversation out of a user's list. */
  remove(userId: string, conversation: MemoryConversation): void {
    const known = this.#conversationsOf.get(userId);
    known?.delete(conversation);
    if (known?.size === 0) this.#conversationsOf.delete(userId);
  }

  /** A user's chatrooms; joining and leaving meanwhile is allowed. */
  *chatroomsOf(userId: string): Generator<string> {
    for (const [ref] of this.of(userId)) {
      if (ref.type === CHATROOM) yield ref.target;
    }
  }

  /** A user's conversations as they see them; removing meanwhile is allowed. */
  *of(userId: string): Generator<[ConversationRef, MemoryConversation]> {
    for (const conversation of this.#conversationsOf.get(userId) ?? []) {
      yield [refOf(conversation.key, userId), conversation];
    }
  }

  /**
   * The first `count` of a user's list that the query selects. All are looked
   * at, as a chatroom's activity moves it in the lists of all its members, but
   * only what is new enough to be on the page is put in order.
   */
  select(userId: string, query: ConversationsQuery, count: number): Listed[] {
    const selected = this.#selected(userId, query);
    const oldest = nthNewest(selected, count);
    return selected
      .filter(({ time }) => time >= oldest)
      .map(({ conversation, time }) => listed(conversation, time, userId))
      .sort(newestActivityFirst)
      .slice(0, count);
  }

  #selected(userId: string, { type, after }: ConversationsQuery): Timed[] {
    const selected: Timed[] = [];
    for (const conversation of this.#conversationsOf.get(userId) ?? []) {
      if (type !== undefined && type !== conversation.type) continue;
      const time = conversation.updatedAt(userId);
      if (isAfter(conversation, time, userId, after)) {
        selected.push({ conversation, time });
      }
    }
    return selected;
  }
}

interface Timed {
  readonly conversation: MemoryConversation;
  readonly time: number;
}

function isAfter(
  conversation: MemoryConversation,
  time: number,
  userId: string,
  after: ListPosition | undefined,
): boolean {
  if (after === undefined || time < after.time) return true;
  if (time > after.time) return false;
  return listed(conversation, time, userId).id > after.id;
}

function nthNewest(timed: readonly Timed[], count: number): number {
  if (timed.length <= count) return -Infinity;
  const times = Float64Array.from(timed, ({ time }) => time).sort();
  return times.at(-count) ?? -Infinity;
}

function listed(
  conversation: MemoryConversation,
  time: number,
  userId: string,
): Listed {
  const ref = refOf(conversation.key, userId);
  return { conversation, ref, id: sessionId(ref), time };
}

function newestActivityFirst(a: ListPosition, b: ListPosition): number {
  return b.time - a.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
