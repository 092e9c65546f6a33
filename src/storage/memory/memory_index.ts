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
import type { ConversationsQuery, ListPosition } from "../storage.ts";

/** A conversation in its place in a user's list. */
export interface Listed extends ListPosition {
  readonly conversation: MemoryConversation;
}

/**
 * Which conversations each user is in, newest activity first. A chatroom's
 * message moves it in the lists of all its members, which would be too much for
 * a message: it only notes there that the place is not right any more, once
 * until that list is looked at. {@linkcode restore} puts right what was noted.
 */
export class MemoryIndex {
  #lists = new Map<string, List>();

  /** How many users are in any conversation. */
  get size(): number {
    return this.#lists.size;
  }

  /** Puts a conversation into a user's list. */
  add(userId: string, conversation: MemoryConversation): void {
    const list = this.#lists.get(userId) ?? new List(userId);
    this.#lists.set(userId, list);
    list.add(conversation);
  }

  /** Takes a conversation out of a user's list. */
  remove(userId: string, conversation: MemoryConversation): void {
    const list = this.#lists.get(userId);
    list?.remove(conversation);
    if (list?.entries.size === 0) this.#lists.delete(userId);
  }

  /** A user's conversations as they see them; removing meanwhile is allowed. */
  *of(userId: string): Generator<[ConversationRef, MemoryConversation]> {
    for (const conversation of this.#lists.get(userId)?.entries.keys() ?? []) {
      yield [refOf(conversation.key, userId), conversation];
    }
  }

  /** A user's chatrooms; joining and leaving meanwhile is allowed. */
  *chatroomsOf(userId: string): Generator<string> {
    for (const [ref] of this.of(userId)) {
      if (ref.type === CHATROOM) yield ref.target;
    }
  }

  /** Puts right one misplaced conversation of a user's list with each step. */
  *restore(userId: string): Generator<void> {
    const list = this.#lists.get(userId);
    while (list?.restoreOne()) yield;
  }

  /** The first `count` of a user's list that the query selects. */
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
  /** Made when they are needed: many users are in one conversation. */
  #ordered: { [Type in ConversationType]?: Ordered } = {};
  /** Those whose conversation has had a message since they were placed. */
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

/** A conversation's place in one list, as it was when it was last put right. */
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
    // A chatroom is called alike by all: no string more for each member.
    this.id = type === CHATROOM ? key : sessionId(refOf(key, list.userId));
    this.time = conversation.updatedAt(list.userId);
  }

  moved(): void {
    this.isRight = false;
    this.#list.misplaced.add(this);
  }
}
