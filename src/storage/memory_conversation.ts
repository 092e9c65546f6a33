import type { ConversationKey } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import { Timeline } from "../domain/timeline.ts";

/** How far one user has got in one conversation. */
export interface Position {
  /** Unix time in milliseconds; 0 in a private conversation. */
  readonly joinedAt: number;
  /** The last sequence before the user joined. */
  readonly joinedSequence: number;
  /** The sequence up to which the user has read; only grows. */
  readSequence: number;
  /** The user's own newest message. */
  ownSequence: number;
}

/** One conversation in memory: its timeline, and how far each user has got. */
export class MemoryConversation {
  readonly key: ConversationKey;
  readonly timeline = new Timeline<Message>();
  readonly positions = new Map<string, Position>();
  /** Unix time of the newest message; 0 before the first. */
  lastMessageAt = 0;

  constructor(key: ConversationKey) {
    this.key = key;
  }

  /** Lets a user in who has seen nothing that comes from now on. */
  addPosition(userId: string, joinedAt: number): void {
    this.positions.set(userId, {
      joinedAt,
      joinedSequence: this.timeline.lastSequence,
      readSequence: 0,
      ownSequence: 0,
    });
  }

  /** Stores the newest message and moves its sender's own position. */
  append(message: Message): void {
    this.timeline.append(message);
    this.lastMessageAt = message.createdAt;
    const position = this.positions.get(message.sender.id);
    if (position !== undefined) position.ownSequence = message.sequence;
  }

  /** Time of the last message, or of this user's joining where that is later. */
  updatedAt(userId: string): number {
    const joinedAt = this.positions.get(userId)?.joinedAt ?? 0;
    return Math.max(this.lastMessageAt, joinedAt);
  }

  /** Computed from positions, never counted, so it cannot drift. */
  unread(userId: string): number {
    const position = this.positions.get(userId);
    if (position === undefined) return 0;
    const { readSequence, ownSequence, joinedSequence } = position;
    const seen = Math.max(readSequence, ownSequence, joinedSequence);
    return this.timeline.lastSequence - seen;
  }
}
