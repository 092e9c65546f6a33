import { LARGEST_SHARE, PROTECTED_MESSAGES } from "../../domain/quotas.ts";
import { ColdestFirst } from "./coldest_first.ts";
import type { MemoryConversation } from "./memory_conversation.ts";
import { Shares } from "./shares.ts";

/** Milliseconds after which nobody misses a conversation that is at rest. */
const AT_REST = 3_600_000;

/** What {@linkcode EvictionOrder} needs. */
export interface EvictionOrderOptions {
  /** Estimated bytes that all messages may take. */
  readonly storageLimit: number;
  /** The conversations that a user is in. */
  readonly conversationsOf: (userId: string) => Iterable<MemoryConversation>;
}

/** A message that has just been stored, which stays. */
export interface Newest {
  readonly conversation: MemoryConversation;
  readonly senderId: string;
  /** On the clock that never jumps. */
  readonly now: number;
}

/** Whose oldest messages go, down to how many. */
export interface Victim {
  readonly conversation: MemoryConversation;
  readonly keep: number;
}

/**
 * Whose messages go when there are too many. Who fills the storage makes room
 * first: a sender who holds more than a share of it loses their own. After them
 * the coldest conversations lose what is beyond their newest 100 messages. Those
 * go only where there is nothing else: of chatrooms without members, of
 * conversations that have been at rest for an hour, of the sender's own. So
 * whatever one user sends, every conversation of others keeps 100 messages.
 */
export class EvictionOrder {
  /** All conversations with messages. */
  #warmth = new ColdestFirst<string, MemoryConversation>();
  /** Those with more messages than are protected. */
  #long = new ColdestFirst<string, MemoryConversation>();
  /** Chatrooms with messages and without members. */
  #abandoned = new ColdestFirst<string, MemoryConversation>();
  #shares: Shares;
  /** Where a user's own are being taken from. */
  #targets = new Map<string, MemoryConversation>();
  /** Users with more than a share, of which all is protected. */
  #spared = new Set<string>();
  #options: EvictionOrderOptions;

  constructor(options: EvictionOrderOptions) {
    this.#options = options;
    this.#shares = new Shares(options.storageLimit * LARGEST_SHARE);
  }

  /** How many users hold messages in conversations that they are in. */
  get holders(): number {
    return this.#shares.size;
  }

  /** A conversation has had a message. */
  warm(conversation: MemoryConversation, now: number): void {
    warmIn(this.#warmth, conversation, now);
    if (conversation.timeline.size <= PROTECTED_MESSAGES) return;
    warmIn(this.#long, conversation, now);
  }

  /** A member holds so many bytes more, or less, of a conversation. */
  hold(userId: string, bytes: number): void {
    this.#shares.add(userId, bytes);
    if (bytes > 0) this.#spared.delete(userId);
  }

  /** A conversation has lost messages. */
  shrunk({ key, timeline: { size } }: MemoryConversation): void {
    if (size <= PROTECTED_MESSAGES) this.#long.delete(key);
    if (size > 0) return;
    this.#warmth.delete(key);
    this.#abandoned.delete(key);
  }

  /** The last member of a chatroom has left it. */
  abandon(conversation: MemoryConversation, now: number): void {
    if (conversation.timeline.size === 0) return;
    this.#abandoned.set(conversation.key, conversation, now);
  }

  /** An abandoned chatroom has a member again. */
  adopt({ key }: MemoryConversation): void {
    this.#abandoned.delete(key);
  }

  /** A conversation is removed with all its messages. */
  drop({ key }: MemoryConversation): void {
    for (const order of [this.#warmth, this.#long, this.#abandoned]) {
      order.delete(key);
    }
  }

  /** Whose oldest message goes next; undefined when nothing may. */
  next(newest: Newest): Victim | undefined {
    const { senderId, now } = newest;
    return this.#heaviest(newest) ??
      victimIn(this.#long.coldest(), protecting) ??
      victimIn(this.#abandoned.coldest(), () => 0) ??
      victimIn(this.#warmth.coldest(now - AT_REST), leaving(newest)) ??
      this.#own(senderId, leaving(newest)) ??
      victimIn(this.#warmth.coldest(), leaving(newest));
  }

  #heaviest(newest: Newest): Victim | undefined {
    const heavy = this.#shares.heaviestFirst();
    if (heavy.length === 0) this.#forgetHeavy();
    for (const userId of heavy) {
      const isSender = userId === newest.senderId;
      if (!isSender && this.#spared.has(userId)) continue;
      const victim = this.#own(userId, isSender ? leaving(newest) : protecting);
      if (victim !== undefined) return victim;
      this.#spared.add(userId);
    }
    return undefined;
  }

  #forgetHeavy(): void {
    this.#targets.clear();
    this.#spared.clear();
  }

  /**
   * Where a user's own messages are to go from: the coldest conversation that is
   * mostly theirs, else the one with most of theirs. It is looked for only when
   * nothing is left in the one before.
   */
  #own(userId: string, keep: KeptIn): Victim | undefined {
    const before = this.#targets.get(userId);
    const target = before !== undefined && this.#isTarget(before, userId, keep)
      ? before
      : this.#find(userId, keep);
    if (target === undefined) return undefined;
    this.#targets.set(userId, target);
    return { conversation: target, keep: keep(target) };
  }

  #isTarget(
    conversation: MemoryConversation,
    userId: string,
    keep: KeptIn,
  ): boolean {
    const { key, timeline: { size } } = conversation;
    return size > keep(conversation) && conversation.heldBy(userId) > 0 &&
      this.#warmth.get(key) === conversation;
  }

  #find(userId: string, keep: KeptIn): MemoryConversation | undefined {
    let coldest: MemoryConversation | undefined;
    let largest: MemoryConversation | undefined;
    for (const each of this.#options.conversationsOf(userId)) {
      if (!this.#isTarget(each, userId, keep)) continue;
      const held = each.heldBy(userId);
      if (held > (largest?.heldBy(userId) ?? 0)) largest = each;
      if (2 * held < each.bytes) continue;
      const coldestAt = coldest?.lastMessageAt ?? Infinity;
      if (each.lastMessageAt < coldestAt) coldest = each;
    }
    return coldest ?? largest;
  }
}

/** How many messages of a conversation have to stay. */
type KeptIn = (conversation: MemoryConversation) => number;

function protecting(): number {
  return PROTECTED_MESSAGES;
}

/** All but the one that was stored just now may go. */
function leaving({ conversation }: Newest): KeptIn {
  return (each) => each === conversation ? 1 : 0;
}

function victimIn(
  order: Iterable<MemoryConversation>,
  keep: KeptIn,
): Victim | undefined {
  for (const conversation of order) {
    const kept = keep(conversation);
    if (conversation.timeline.size > kept) return { conversation, keep: kept };
  }
  return undefined;
}

function warmIn(
  order: ColdestFirst<string, MemoryConversation>,
  conversation: MemoryConversation,
  now: number,
): void {
  const { key } = conversation;
  if (order.warm(key, now) === conversation) return;
  order.set(key, conversation, now);
}
