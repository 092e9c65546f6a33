import { type Change, changeTo } from "../../domain/change.ts";
import { Changes } from "../../domain/changes.ts";
import {
  CHATROOM,
  type ConversationKey,
  type ConversationType,
  PRIVATE,
} from "../../domain/ids.ts";
import { sequenceOfMessageId } from "../../domain/message_id.ts";
import type { Message } from "../../domain/model.ts";
import { type Position, unreadOf } from "../../domain/position.ts";
import { Timeline } from "../../domain/timeline.ts";
import { beyondLast, noSuchMessage } from "../shared/refusals.ts";
import { pageOfSync } from "../shared/sync_page.ts";
import { Bag, type Bagged } from "./bag.ts";
import {
  type Reader,
  type ReadMark,
  SERVICE,
  type SyncPage,
  type SyncQuery,
  type TimelinePage,
} from "../storage.ts";

/** A user in a conversation: since when, and how far they have got. */
export interface Party extends Position {
  /** Unix time in milliseconds; 0 in a private conversation. */
  readonly joinedAt: number;
  readSequence: number;
  ownSequence: number;
  /** Estimated bytes of the user's kept messages since joining. */
  held: number;
}

/** The entry of a conversation in somebody's list. */
export interface Place extends Bagged {
  /** Called when the conversation has a new message, and so a new position. */
  moved(): void;
}

/** One conversation in memory: its timeline, and how far each user has got. */
export class MemoryConversation {
  readonly key: ConversationKey;
  readonly type: ConversationType;
  readonly timeline = new Timeline<Message>();
  readonly changes: Changes;
  readonly positions = new Map<string, Party>();
  /** Its entries in lists whose position is right, until the next message. */
  readonly places = new Bag<Place>();
  /**
   * Estimated bytes of the kept messages; {@linkcode MemoryHistories} sets it.
   */
  bytes = 0;
  /** Unix time of the newest message; 0 before the first. */
  lastMessageAt = 0;
  #writers = 0;

  /** `historyLimit` bounds the changes, too. */
  constructor(key: ConversationKey, historyLimit: number) {
    this.key = key;
    this.type = key.startsWith(`${CHATROOM}:`) ? CHATROOM : PRIVATE;
    this.changes = new Changes(historyLimit);
  }

  /** Adds a user, who has seen everything up to now. */
  addPosition(userId: string, joinedAt: number): void {
    this.positions.set(userId, {
      joinedAt,
      joinedSequence: this.timeline.lastSequence,
      readSequence: 0,
      ownSequence: 0,
      held: 0,
    });
  }

  /** Stores the newest message and moves its sender's own position. */
  append(message: Message): void {
    this.timeline.append(message);
    this.lastMessageAt = message.createdAt;
    const position = this.positions.get(message.sender.id);
    if (position !== undefined) {
      if (position.ownSequence === 0) this.#writers++;
      position.ownSequence = message.sequence;
    }
    this.places.empty((place) => place.moved());
  }

  /** Estimated bytes of a user's kept messages since they joined. */
  heldBy(userId: string): number {
    return this.positions.get(userId)?.held ?? 0;
  }

  /** Who a message counts for: its sender, unless they have left since. */
  holderOf({ sender, sequence }: Message): Party | undefined {
    const party = this.positions.get(sender.id);
    const isTheirs = party !== undefined && sequence > party.joinedSequence;
    return isTheirs ? party : undefined;
  }

  /** Has this user ever written here? */
  hasWritten(userId: string): boolean {
    return (this.positions.get(userId)?.ownSequence ?? 0) > 0;
  }

  /** Have both users of a private conversation written? */
  get isAnswered(): boolean {
    return this.#writers > 1;
  }

  /** Time of the last message, or of this user's joining if that is later. */
  updatedAt(userId: string): number {
    if (this.type === PRIVATE) return this.lastMessageAt;
    const joinedAt = this.positions.get(userId)?.joinedAt ?? 0;
    return Math.max(this.lastMessageAt, joinedAt);
  }

  /** How many messages a user has not seen. */
  unread(userId: string): number {
    const position = this.positions.get(userId);
    if (position === undefined) return 0;
    return unreadOf(position, this.timeline.lastSequence);
  }

  /** @throws {ReplyError} 404 */
  find(messageId: string): Message {
    const message = this.timeline.get(sequenceOfMessageId(messageId) ?? 0);
    if (message?.id === messageId) return message;
    throw noSuchMessage(messageId);
  }

  /**
   * The newest messages before a message, or the newest of all. @throws
   * {ReplyError} 404
   */
  history(before: string | undefined, count: number): TimelinePage {
    const end = before === undefined
      ? this.timeline.lastSequence + 1
      : this.find(before).sequence;
    const items = before === undefined
      ? this.timeline.newestPage(count)
      : this.timeline.pageBefore(end, count);
    const oldest = items[0]?.sequence ?? end;
    return { items, hasMore: oldest > this.timeline.firstSequence };
  }

  /** The messages and changes since a user last asked. */
  sync(reader: Reader, { after, count, changedAfter }: SyncQuery): SyncPage {
    const { lastSequence: last, firstSequence: first } = this.timeline;
    const items = this.timeline.pageAfter(after, count);
    return {
      ...pageOfSync(items, after, { first, last }),
      ...this.#changed(changedAfter ?? this.changes.last, count),
      ...this.#marksFor(reader),
    };
  }

  /** Moves a user's read mark. @throws {ReplyError} 400 */
  markRead(userId: string, sequence: number): ReadMark {
    const { lastSequence } = this.timeline;
    if (sequence > lastSequence) throw beyondLast(sequence, lastSequence);
    const position = this.positions.get(userId);
    const moved = position !== undefined && sequence > position.readSequence;
    if (moved) position.readSequence = sequence;
    return { unread: this.unread(userId), moved };
  }

  #changed(
    changedAfter: number,
    count: number,
  ): Pick<SyncPage, "changes" | "changedUpTo" | "moreChanges"> {
    const changes: Change[] = [];
    let changedUpTo = changedAfter;
    for (const { number, sequence } of this.changes.after(changedAfter)) {
      if (changes.length === count) {
        return { changes, changedUpTo, moreChanges: true };
      }
      const message = this.timeline.get(sequence);
      if (message !== undefined) changes.push(changeTo(message, number));
      changedUpTo = number;
    }
    const { last } = this.changes;
    return { changes, changedUpTo: last, moreChanges: false };
  }

  #marksFor(
    reader: Reader,
  ): Pick<SyncPage, "readSequence" | "peerReadSequence"> {
    if (reader === SERVICE) return { readSequence: 0, peerReadSequence: 0 };
    return {
      readSequence: this.positions.get(reader)?.readSequence ?? 0,
      peerReadSequence: this.#peerReadSequence(reader),
    };
  }

  /** Of a private conversation; a chatroom has no single other user. */
  #peerReadSequence(userId: string): number {
    if (this.type === CHATROOM) return 0;
    for (const [id, { readSequence }] of this.positions) {
      if (id !== userId) return readSequence;
    }
    return 0;
  }
}
