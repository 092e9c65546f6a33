import { sequenceOfMessageId } from "../../../domain/message_id.ts";
import { type ConversationKey, PRIVATE } from "../../../domain/ids.ts";
import type { Message } from "../../../domain/model.ts";
import { Timeline } from "../../../domain/timeline.ts";
import { costOf } from "../../memory/memory_histories.ts";
import { textBytes } from "../../memory/text_bytes.ts";
import { pageOfSync } from "../../shared/sync_page.ts";
import type { SyncPage, SyncQuery, TimelinePage } from "../../storage.ts";
import type { ReaderId, Standing } from "../calls.ts";
import { firstKept, typeOf } from "../records/head.ts";
import { fitting } from "../records/page_size.ts";

/** Most messages of one conversation in memory: its newest. */
export const CACHED_EACH = 500;
/** Bytes of a conversation, and of a reader in it, besides messages. */
const CONVERSATION_BYTES = 1000;
const VIEW_BYTES = 150;

/** What a reader may see of a conversation, and how far it was read. */
type View = Omit<Standing, "last" | "lastChange">;

/** What is known of a conversation when it is first held. */
interface Beginning {
  /** The message before the first that will be added. */
  readonly last: number;
  readonly lastChange: number;
  readonly historyLimit: number;
}

/**
 * The newest messages of a conversation, and those of its readers whom the file
 * has let read. It answers what it is certain of, and nothing else.
 */
export class CachedConversation {
  readonly key: ConversationKey;
  /** Estimated bytes. */
  bytes = CONVERSATION_BYTES;
  #timeline: Timeline<Message>;
  #views = new Map<ReaderId, View>();
  #lastChange: number;
  #historyLimit: number;

  constructor(
    key: ConversationKey,
    { last, lastChange, historyLimit }: Beginning,
  ) {
    this.key = key;
    this.#timeline = new Timeline(last);
    this.#lastChange = lastChange;
    this.#historyLimit = historyLimit;
  }

  /** How many messages are held. */
  get size(): number {
    return this.#timeline.size;
  }

  /** Has the file shown something that is not known here yet? */
  isBehind({ last, lastChange }: Standing): boolean {
    return last > this.#timeline.lastSequence || lastChange > this.#lastChange;
  }

  /** Adds the newest message; false where it does not follow what is held. */
  append(message: Message): boolean {
    const { lastSequence } = this.#timeline;
    if (message.sequence <= lastSequence) {
      const held = this.#timeline.get(message.sequence);
      return held === undefined || held.id === message.id;
    }
    if (message.sequence > lastSequence + 1) return false;
    this.#timeline.append(message);
    this.bytes += bytesOf(message);
    if (this.size > this.#mostHeld) this.dropOldest();
    return true;
  }

  /** Adds a page of the file that touches what is held, from its end on. */
  extend(items: readonly Message[]): void {
    for (const message of items.toReversed()) {
      if (this.size >= this.#mostHeld) return;
      if (message.sequence >= this.#timeline.firstSequence) continue;
      if (message.sequence < this.#timeline.firstSequence - 1) return;
      this.#timeline.prepend(message);
      this.bytes += bytesOf(message);
    }
  }

  /** Lets the oldest message go. */
  dropOldest(): void {
    const oldest = this.#timeline.evictOldest();
    if (oldest !== undefined) this.bytes -= bytesOf(oldest);
  }

  /** Takes the changed form of a message. */
  change(message: Message, number: number): void {
    const before = this.#timeline.get(message.sequence);
    if (before !== undefined && this.#timeline.replace(message)) {
      this.bytes += bytesOf(message) - bytesOf(before);
    }
    this.#lastChange = Math.max(this.#lastChange, number);
  }

  /** From now on this reader is answered here. */
  admit(reader: ReaderId, standing: Standing): void {
    const { first, hidden, readSequence, peerReadSequence } = standing;
    if (!this.#views.has(reader)) this.bytes += VIEW_BYTES;
    this.#views.set(reader, { first, hidden, readSequence, peerReadSequence });
  }

  /** Has the file decide anew about a reader, or about all of them. */
  forget(reader?: ReaderId): void {
    if (reader === undefined) {
      this.bytes -= this.#views.size * VIEW_BYTES;
      this.#views.clear();
    } else if (this.#views.delete(reader)) this.bytes -= VIEW_BYTES;
  }

  /** A user has read up to a message. */
  markRead(userId: string, sequence: number): void {
    const own = this.#views.get(userId);
    if (own && own.readSequence < sequence) {
      this.#views.set(userId, { ...own, readSequence: sequence });
    }
    if (typeOf(this.key) !== PRIVATE) return;
    for (const [reader, view] of this.#views) {
      const isPeer = reader !== userId && reader !== null;
      if (!isPeer || view.peerReadSequence >= sequence) continue;
      this.#views.set(reader, { ...view, peerReadSequence: sequence });
    }
  }

  /** A page of `history`; undefined where the file has to be asked. */
  history(
    reader: ReaderId,
    { before, count }: { before: string | undefined; count: number },
  ): TimelinePage | undefined {
    const view = this.#views.get(reader);
    const end = before === undefined
      ? this.#timeline.lastSequence + 1
      : this.#sequenceOf(before);
    if (view === undefined || end === undefined) return undefined;
    const first = this.#firstOf(view);
    const start = Math.max(end - count, first);
    if (end < first || start < this.#timeline.firstSequence) return undefined;
    const page = this.#timeline.pageBefore(end, end - start).reverse();
    const items = fitting(page).reverse();
    const oldest = items[0]?.sequence ?? end;
    return { items, hasMore: oldest > first };
  }

  /** A page of `sync`; undefined where the file has to be asked. */
  sync(
    reader: ReaderId,
    { after, count, changedAfter }: SyncQuery,
  ): SyncPage | undefined {
    const view = this.#views.get(reader);
    if (view === undefined) return undefined;
    if ((changedAfter ?? Infinity) < this.#lastChange) return undefined;
    const first = this.#firstOf(view);
    const { lastSequence: last, firstSequence } = this.#timeline;
    if (after < last && Math.max(after + 1, first) < firstSequence) {
      return undefined;
    }
    const page = this.#timeline.pageAfter(Math.max(after, first - 1), count);
    return {
      ...pageOfSync(fitting(page), Math.max(after, view.hidden), {
        first,
        last,
      }),
      changes: [],
      changedUpTo: this.#lastChange,
      moreChanges: false,
      readSequence: view.readSequence,
      peerReadSequence: view.peerReadSequence,
    };
  }

  get #mostHeld(): number {
    return Math.min(CACHED_EACH, this.#historyLimit);
  }

  #firstOf({ first }: View): number {
    const last = this.#timeline.lastSequence;
    return firstKept({ first, last }, this.#historyLimit);
  }

  #sequenceOf(messageId: string): number | undefined {
    const sequence = sequenceOfMessageId(messageId) ?? 0;
    const isHeld = this.#timeline.get(sequence)?.id === messageId;
    return isHeld ? sequence : undefined;
  }
}

/** What has crossed from another thread shares no text with other messages. */
function bytesOf(message: Message): number {
  const { conversation, sender } = message;
  return costOf(message) + textBytes(conversation) + textBytes(sender.id) +
    textBytes(sender.name);
}
