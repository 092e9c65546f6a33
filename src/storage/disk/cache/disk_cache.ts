import type { ConversationKey, ConversationRef } from "../../../domain/ids.ts";
import type { Message } from "../../../domain/model.ts";
import type { SyncPage, SyncQuery, TimelinePage } from "../../storage.ts";
import type { Found, ReaderId } from "../calls.ts";
import { CachedConversation } from "./cached_conversation.ts";

/** A page that the file is asked for. */
export interface Asked {
  readonly key: ConversationKey;
  readonly reader: ReaderId;
  /** Has anything but an append settled since it was asked? */
  isStale: boolean;
  /** The newest message that has been settled since; 0 for none. */
  appended: number;
}

/** The bounds of a {@linkcode DiskCache}. */
export interface CacheBounds {
  /** Messages kept per conversation. */
  readonly historyLimit: number;
  /** Estimated bytes; beyond, the coldest conversations go. */
  readonly storageLimit: number;
}

/**
 * The newest messages of the conversations in use, in the service's thread. It
 * holds what is committed alone: what the writing thread has answered, and pages
 * of the file. Nobody reads here whom the file has not let read before, and what
 * settles since takes that back. When in doubt it lets go of what it holds, and
 * the file is asked.
 */
export class DiskCache {
  #bounds: CacheBounds;
  /** From the coldest to the warmest. */
  #held = new Map<ConversationKey, CachedConversation>();
  #bytes = 0;
  #asked = new Map<ConversationKey, Set<Asked>>();
  /** Pages that were answered here, and that the file was asked for. */
  readonly pages = { memory: 0, file: 0 };

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds;
  }

  /** Estimated bytes of what is held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many conversations are held. */
  get size(): number {
    return this.#held.size;
  }

  /** A page of `history`; undefined where the file has to be asked. */
  history(
    { key }: ConversationRef,
    reader: ReaderId,
    page: { before: string | undefined; count: number },
  ): TimelinePage | undefined {
    return this.#counted(this.#warm(key)?.history(reader, page));
  }

  /** A page of `sync`; undefined where the file has to be asked. */
  sync(
    { key }: ConversationRef,
    reader: ReaderId,
    query: SyncQuery,
  ): SyncPage | undefined {
    return this.#counted(this.#warm(key)?.sync(reader, query));
  }

  /** The file is asked for a page. */
  ask({ key }: ConversationRef, reader: ReaderId): Asked {
    const asked = { key, reader, isStale: false, appended: 0 };
    this.pages.file++;
    const all = this.#asked.get(key);
    if (all === undefined) this.#asked.set(key, new Set([asked]));
    else all.add(asked);
    return asked;
  }

  /** The file has answered. */
  answer(asked: Asked, { page, standing }: Found<TimelinePage>): void {
    this.#end(asked);
    const { key, reader, isStale, appended } = asked;
    // What somebody has seen must not be missing from their next page.
    const held = this.#held.get(key);
    const isBehind = standing === undefined || held?.isBehind(standing);
    if (isBehind) this.drop(key);
    if (isStale || standing === undefined || appended > standing.last) return;
    this.#use(key, standing, (conversation) => {
      conversation.extend(page.items);
      conversation.admit(reader, standing);
    });
  }

  /** The file has refused, or failed. */
  refuse(asked: Asked): void {
    this.#end(asked);
    this.#change(asked.key, (held) => held.forget(asked.reader));
  }

  /** A message is settled. */
  append(message: Message, lastChange: number): void {
    const { conversation: key, sequence } = message;
    for (const asked of this.#asked.get(key) ?? []) asked.appended = sequence;
    const beginning = { last: sequence - 1, lastChange };
    let follows = true;
    this.#use(key, beginning, (held) => follows = held.append(message));
    if (follows) return;
    this.drop(key);
    this.#use(key, beginning, (held) => held.append(message));
  }

  /** A change of a message is settled. */
  change(message: Message, number: number): void {
    this.#settle(message.conversation, (held) => held.change(message, number));
  }

  /** A read mark is settled. */
  markRead(key: ConversationKey, userId: string, sequence: number): void {
    this.#settle(key, (held) => held.markRead(userId, sequence));
  }

  /**
   * Something is settled by which a reader, or anybody, may see more or less
   * than before.
   */
  forget(key: ConversationKey, reader?: string): void {
    this.#settle(key, (held) => held.forget(reader));
  }

  /** Messages have gone, or the whole conversation. */
  drop(key: ConversationKey): void {
    for (const asked of this.#asked.get(key) ?? []) asked.isStale = true;
    this.#bytes -= this.#held.get(key)?.bytes ?? 0;
    this.#held.delete(key);
  }

  /** Lets go of everything. */
  clear(): void {
    for (const key of this.#held.keys()) this.drop(key);
  }

  #counted<Page>(page: Page | undefined): Page | undefined {
    if (page !== undefined) this.pages.memory++;
    return page;
  }

  #settle(
    key: ConversationKey,
    change: (held: CachedConversation) => void,
  ): void {
    for (const asked of this.#asked.get(key) ?? []) asked.isStale = true;
    this.#change(key, change);
  }

  #change(
    key: ConversationKey,
    change: (held: CachedConversation) => void,
  ): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    const before = held.bytes;
    change(held);
    this.#bytes += held.bytes - before;
  }

  /** Changes a conversation, which is held from now on, and makes room. */
  #use(
    key: ConversationKey,
    { last, lastChange }: { last: number; lastChange: number },
    change: (held: CachedConversation) => void,
  ): void {
    if (this.#warm(key) === undefined) {
      const { historyLimit } = this.#bounds;
      const beginning = { last, lastChange, historyLimit };
      const added = new CachedConversation(key, beginning);
      this.#held.set(key, added);
      this.#bytes += added.bytes;
    }
    this.#change(key, change);
    this.#makeRoom();
  }

  #warm(key: ConversationKey): CachedConversation | undefined {
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    this.#held.delete(key);
    this.#held.set(key, held);
    return held;
  }

  /** The coldest go, and of the last one the oldest messages. */
  #makeRoom(): void {
    for (const [key, held] of this.#held) {
      if (this.#bytes <= this.#bounds.storageLimit) return;
      if (this.#held.size > 1) this.#remove(key, held);
      else this.#change(key, (last) => this.#shorten(last));
    }
  }

  #shorten(last: CachedConversation): void {
    const others = this.#bytes - last.bytes;
    while (last.size > 1 && others + last.bytes > this.#bounds.storageLimit) {
      last.dropOldest();
    }
  }

  #remove(key: ConversationKey, held: CachedConversation): void {
    this.#held.delete(key);
    this.#bytes -= held.bytes;
  }

  #end(asked: Asked): void {
    const all = this.#asked.get(asked.key);
    all?.delete(asked);
    if (all?.size === 0) this.#asked.delete(asked.key);
  }
}
