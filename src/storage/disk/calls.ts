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
 * What crosses between the service and the threads that have the file. All of
 * it is plain data that survives JSON: nothing is `undefined` but as a field.
 */

/** What becomes of a draft. */
export interface Stored {
  readonly id: string;
  readonly sequence: number;
  readonly createdAt: number;
  /** The sender's name now. */
  readonly name: string;
  readonly title: string;
  readonly repeated: boolean;
}

/** A message after somebody wanted it changed. */
export interface Rewritten {
  readonly message: Message;
  /** Undefined where it was so already. */
  readonly number?: number;
}

/** How much a call of the storage's own has left undone. */
export interface Upkeep {
  /** Is there more of it to do at once? */
  readonly more: boolean;
}

/** What changes something; each is one step, of which all or nothing happens. */
export interface WriteCalls {
  enter(userId: string, name: string | null): User;
  touch(userId: string): null;
  join(chatroomId: string, userId: string, name: string | null): Joined;
  leave(chatroomId: string, userId: string): Left;
  membership(chatroomId: string, userId: string): Membership;
  append(draft: Draft): Stored;
  read(key: ConversationKey, userId: string, sequence: number): ReadMark;
  recall(request: RecallRequest): Rewritten;
  /** Forgets users whom nobody has touched since, some of what they are in first. */
  forgetUsers(userIds: readonly string[], idleSince: number): Upkeep;
  /** Forgets some chatrooms that have been empty since. */
  forgetChatrooms(emptySince: number): Upkeep;
  /** Clears some of what is older than it may be, and of what is forgotten. */
  clear(): Upkeep;
  /** Gives some of the file's unused space back. */
  shrink(): Upkeep;
  /** Writes nothing new, to see whether that can be done. */
  probe(): null;
}

/** Who reads: a user, or, as null, the service. */
export type ReaderId = string | null;

/** A page of a timeline as {@linkcode SyncPage}, read for a user. */
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
  /** Some users whom nobody has touched since, the coldest first. */
  idleUsers(idleSince: number): string[];
}
