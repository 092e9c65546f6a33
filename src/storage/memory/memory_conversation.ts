import { type Change, changeTo } from "../../domain/change.ts";
import { Changes } from "../../domain/changes.ts";
import {
  CHATROOM,
  type ConversationKey,
  type ConversationType,
  PRIVATE,
} from "../../domain/ids.ts";
import { sequenceOfMessageId } from "../../domain/message_id.ts";
import { Mentions } from "../../domain/mentions.ts";
import { type Message, RECALLED } from "../../domain/model.ts";
import { type Position, seenBy, unreadOf } from "../../domain/position.ts";
import { Timeline } from "../../domain/timeline.ts";
import { beyondLast, noSuchMessage } from "../shared/refusals.ts";
import { pageOfSync } from "../shared/sync_page.ts";
import { MemoryReactions } from "./memory_reactions.ts";
import { Bag, type Bagged } from "./bag.ts";
import { type Reader, SERVICE } from "../actor.ts";
import type {
  ReadMark,
  SyncPage,
  SyncQuery,
  TimelinePage,
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
  /** Does a member of this chatroom see what was before they joined? */
  showsAll = true;
  /** Its entries in lists whose position is right, until the next message. */
  readonly places = new Bag<Place>();
  /**
   * Estimated bytes of the kept messages; {@linkcode MemoryHistories} sets it.
   */
  bytes = 0;
  /** Unix time of the newest message; 0 before the first. */
  lastMessageAt = 0;
  #writers = 0;
  /** Most conversations have none of these. */
  #mentions: Mentions | undefined;
  #reactions: MemoryReactions | undefined;

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
    const mentions = message.extras?.mentions;
    if (mentions) {
      (this.#mentions ??= new Mentions()).add(message.sequence, mentions);
    }
    this.places.empty((place) => place.moved());
  }

  /** A message has changed, or is no longer kept. */
  replaced(before: Message, after: Message | undefined): void {
    const isEmptied = after === undefined || after.status === RECALLED;
    if (isEmptied) this.#reactions?.forget(before.sequence);
    const mentions = before.extras?.mentions;
    if (mentions === undefined || after?.extras?.mentions) return;
    this.#mentions?.remove(before.sequence, mentions);
  }

  /** A user has read nothing, as far as is known. */
  forgetMark(userId: string): void {
    const position = this.positions.get(userId);
    if (position !== undefined) position.readSequence = 0;
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

  /** The newest message that a reader does not see; 0 if they see all. */
  hiddenUpTo(reader: Reader): number {
    if (this.showsAll || reader === SERVICE) return 0;
    return this.positions.get(reader)?.joinedSequence ?? 0;
  }

  /** The newest message, if it is kept and this reader sees it. */
  newest(reader: Reader): Message | undefined {
    const newest = this.timeline.newest();
    const isSeen = (newest?.sequence ?? 0) > this.hiddenUpTo(reader);
    return isSeen ? newest : undefined;
  }

  /** How many of those mention the user. */
  mentioned(userId: string): number {
    const position = this.positions.get(userId);
    if (position === undefined || this.#mentions === undefined) return 0;
    return this.#mentions.count(userId, seenBy(position));
  }

  /** A message that the reader sees. @throws {ReplyError} 404 */
  find(messageId: string, reader: Reader): Message {
    const message = this.timeline.get(sequenceOfMessageId(messageId) ?? 0);
    if (message?.id !== messageId) throw noSuchMessage(messageId);
    if (message.sequence > this.hiddenUpTo(reader)) return message;
    throw noSuchMessage(messageId);
  }

  /** Who has reacted how; made by the first who does. */
  get reactions(): MemoryReactions {
    return this.#reactions ??= new MemoryReactions();
  }

  /** A message as a reader sees it. */
  shownTo(reader: Reader, message: Message): Message {
    if (this.#reactions === undefined || reader === SERVICE) return message;
    return this.#reactions.shownTo(reader, message);
  }

  /**
   * The newest messages before a message, or the newest of all. @throws
   * {ReplyError} 404
   */
  history(
    reader: Reader,
    { before, count }: { before: string | undefined; count: number },
  ): TimelinePage {
    const end = before === undefined
      ? this.timeline.lastSequence + 1
      : this.find(before, reader).sequence;
    const first = this.#firstFor(reader);
    const seen = Math.min(count, Math.max(0, end - first));
    const items = before === undefined
      ? this.timeline.newestPage(seen)
      : this.timeline.pageBefore(end, seen);
    const oldest = items[0]?.sequence ?? end;
    return { items: this.#shownTo(reader, items), hasMore: oldest > first };
  }

  /** The messages and changes since a user last asked. */
  sync(reader: Reader, { after, count, changedAfter }: SyncQuery): SyncPage {
    const { lastSequence: last } = this.timeline;
    const since = Math.max(after, this.hiddenUpTo(reader));
    const items = this.timeline.pageAfter(since, count);
    const first = this.#firstFor(reader);
    return {
      ...pageOfSync(this.#shownTo(reader, items), since, { first, last }),
      ...this.#changed(reader, changedAfter ?? this.changes.last, count),
      ...this.#marksFor(reader),
    };
  }

  /** The oldest kept message that a reader sees. */
  #firstFor(reader: Reader): number {
    const { firstSequence } = this.timeline;
    return Math.max(firstSequence, this.hiddenUpTo(reader) + 1);
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

  #shownTo(reader: Reader, items: Message[]): Message[] {
    if (this.#reactions === undefined) return items;
    return items.map((message) => this.shownTo(reader, message));
  }

  #changed(
    reader: Reader,
    changedAfter: number,
    count: number,
  ): Pick<SyncPage, "changes" | "changedUpTo" | "moreChanges"> {
    const changes: Change[] = [];
    const hidden = this.hiddenUpTo(reader);
    let changedUpTo = changedAfter;
    for (const { number, sequence } of this.changes.after(changedAfter)) {
      if (changes.length === count) {
        return { changes, changedUpTo, moreChanges: true };
      }
      const message = this.timeline.get(sequence);
      if (message !== undefined && sequence > hidden) {
        changes.push(changeTo(this.shownTo(reader, message), number));
      }
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
