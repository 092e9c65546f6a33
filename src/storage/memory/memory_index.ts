import {
  CHATROOM,
  type ConversationRef,
  type ConversationType,
  PRIVATE,
  refOf,
  sessionId,
} from "../../domain/ids.ts";
import { Bag, type Bagged } from "./bag.ts";
import type { MemoryConversation, Place } from "./memory_conversation.ts";
import { SortedList } from "./sorted_list.ts";
import { newestActivityFirst } from "../shared/list_order.ts";
import type { ConversationsQuery } from "../storage.ts";
import type { ListPosition } from "../list_position.ts";

/** A conversation at its position in a user's list. */
export interface Listed extends ListPosition {
  readonly conversation: MemoryConversation;
}

/**
 * The conversations of each user, newest activity first. A message in a
 * chatroom moves it in the lists of all members, which would be too much work
 * for a message. So a message only marks the entries as misplaced, each once,
 * until the list is read. {@linkcode restore} moves the misplaced entries.
 */
export class MemoryIndex {
  #lists = new Map<string, List>();

  /** How many users have a conversation. */
  get size(): number {
    return this.#lists.size;
  }

  /** How many conversations of a type a user is in. */
  count(userId: string, type: ConversationType): number {
    return this.#lists.get(userId)?.ordered(type).size ?? 0;
  }

  /** Adds a conversation to a user's list. */
  add(userId: string, conversation: MemoryConversation): void {
    const list = this.#lists.get(userId) ?? new List(userId);
    this.#lists.set(userId, list);
    list.add(conversation);
  }

  /** Removes a conversation from a user's list. */
  remove(userId: string, conversation: MemoryConversation): void {
    const list = this.#lists.get(userId);
    list?.remove(conversation);
    if (list?.entries.size === 0) this.#lists.delete(userId);
  }

  /** The conversations that a user is in, in no order. */
  conversationsOf(userId: string): Iterable<MemoryConversation> {
    return this.#lists.get(userId)?.entries.keys() ?? [];
  }

  /**
   * A user's conversations as they address them; entries may be removed while
   * iterating.
   */
  *of(userId: string): Generator<[ConversationRef, MemoryConversation]> {
    for (const conversation of this.#lists.get(userId)?.entries.keys() ?? []) {
      yield [refOf(conversation.key, userId), conversation];
    }
  }

  /** A user's chatrooms; joining and leaving while iterating is allowed. */
  *chatroomsOf(userId: string): Generator<string> {
    for (const [ref] of this.of(userId)) {
      if (ref.type === CHATROOM) yield ref.target;
    }
  }

  /** Moves one misplaced entry of a user's list at each step. */
  *restore(userId: string): Generator<void> {
    const list = this.#lists.get(userId);
    while (list?.restoreOne()) yield;
  }

  /** The first `count` conversations of a user's list that match the query. */
  select(
    userId: string,
    { type, after }: Omit<ConversationsQuery, "count">,
    count: number,
  ): Listed[] {
    const list = this.#lists.get(userId);
    if (list === undefined) return [];
    const types = type === undefined ? [CHATROOM, PRIVATE] as const : [type];
    return types
      .flatMap((each) => list.ordered(each).page(after, count))
      .sort(newestActivityFirst)
      .slice(0, count);
  }
}

type Ordered = SortedList<Entry, ListPosition>;

/** One user's list. */
class List {
  readonly entries = new Map<MemoryConversation, Entry>();
  /** Created when needed, as many users are in one conversation only. */
  #ordered: { [Type in ConversationType]?: Ordered } = {};
  /** Entries whose conversation has had a message since they were placed. */
  readonly misplaced = new Bag<Entry>();
  readonly userId: string;

  constructor(userId: string) {
    this.userId = userId;
  }

  ordered(type: ConversationType): Ordered {
    return this.#ordered[type] ??= new SortedList(newestActivityFirst);
  }

  add(conversation: MemoryConversation): void {
    if (this.entries.has(conversation)) return;
    const entry = new Entry(this, conversation);
    this.entries.set(conversation, entry);
    this.ordered(conversation.type).add(entry);
    conversation.places.add(entry);
  }

  remove(conversation: MemoryConversation): void {
    const entry = this.entries.get(conversation);
    if (entry === undefined) return;
    this.entries.delete(conversation);
    this.ordered(conversation.type).remove(entry);
    if (entry.isRight) conversation.places.remove(entry);
    else this.misplaced.remove(entry);
  }

  restoreOne(): boolean {
    const entry = this.misplaced.take();
    if (entry === undefined) return false;
    const { conversation } = entry;
    const ordered = this.ordered(conversation.type);
    ordered.remove(entry);
    entry.time = conversation.updatedAt(this.userId);
    entry.isRight = true;
    ordered.add(entry);
    conversation.places.add(entry);
    return true;
  }
}

/** A conversation's entry in one list, at the position it last had. */
class Entry implements Listed, Place, Bagged {
  readonly conversation: MemoryConversation;
  readonly id: string;
  time: number;
  isRight = true;
  place = 0;
  #list: List;

  constructor(list: List, conversation: MemoryConversation) {
    const { type, key } = conversation;
    this.#list = list;
    this.conversation = conversation;
    // Everybody addresses a chatroom alike, so its key serves as id, and no
    // string is made for each member.
    this.id = type === CHATROOM ? key : sessionId(refOf(key, list.userId));
    this.time = conversation.updatedAt(list.userId);
  }

  moved(): void {
    this.isRight = false;
    this.#list.misplaced.add(this);
  }
}
