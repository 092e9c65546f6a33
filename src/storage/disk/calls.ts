import type { ConversationKey, ConversationRef } from "../../domain/ids.ts";
import type {
  Chatroom,
  ConversationSummary,
  Message,
  User,
} from "../../domain/model.ts";
import type {
  ConversationsQuery,
  Draft,
  Joined,
  Left,
  Membership,
  MembersPage,
  ReadMark,
  RecallRequest,
  SyncPage,
  SyncQuery,
  TimelinePage,
} from "../storage.ts";

/*
 * What crosses between the service and the threads that have the file: plain
 * data that survives JSON, `undefined` only as an optional field.
 */

/** The result of storing a draft. */
export interface Stored {
  readonly id: string;
  readonly sequence: number;
  readonly createdAt: number;
  /** The sender's current name. */
  readonly name: string;
  readonly title: string;
  readonly repeated: boolean;
}

/** A message after somebody asked to change it. */
export interface Rewritten {
  readonly message: Message;
  /** Undefined if the message was already like this. */
  readonly number?: number;
}

/** What a maintenance call has left to do. */
export interface Upkeep {
  /** Is there more to do at once? */
  readonly more: boolean;
}

/** Calls that change something; each is atomic. */
export interface WriteCalls {
  enter(userId: string, name: string | null): User;
  touch(userId: string): null;
  join(chatroomId: string, userId: string, name: string | null): Joined;
  leave(chatroomId: string, userId: string): Left;
  membership(chatroomId: string, userId: string): Membership;
  append(draft: Draft): Stored;
  read(key: ConversationKey, userId: string, sequence: number): ReadMark;
  recall(request: RecallRequest): Rewritten;
  /** Removes users untouched since a time; first, some of what they are in. */
  forgetUsers(userIds: readonly string[], idleSince: number): Upkeep;
  /** Removes some chatrooms that have been empty since a time. */
  forgetChatrooms(emptySince: number): Upkeep;
  /** Deletes some rows that are too old, or belong to something removed. */
  clear(): Upkeep;
  /** Gives some of the file's unused space back. */
  shrink(): Upkeep;
  /** Writes without a change, to see whether writing works. */
  probe(): null;
}

/** The reader: a user, or null for the service. */
export type ReaderId = string | null;

/** Calls that only read. */
export interface ReadCalls {
  user(userId: string): User;
  chatroom(chatroomId: string): Chatroom;
  chatroomsOf(userId: string): string[];
  members(
    chatroomId: string,
    userId: string,
    page: { after?: number | undefined; count: number },
  ): MembersPage;
  history(
    ref: ConversationRef,
    reader: ReaderId,
    page: { before?: string | undefined; count: number },
  ): TimelinePage;
  sync(ref: ConversationRef, reader: ReaderId, query: SyncQuery): SyncPage;
  conversations(
    userId: string,
    query: ConversationsQuery,
  ): { items: readonly ConversationSummary[]; hasMore: boolean };
  /** Some users untouched since a time, the coldest first. */
  idleUsers(idleSince: number): string[];
}
