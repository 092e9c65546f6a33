import type { Change } from "../../domain/change.ts";
import type { HookType } from "../../domain/hook_types.ts";
import type { ConversationKey, ConversationRef } from "../../domain/ids.ts";
import type { SettingsChange } from "../../domain/chatroom_settings.ts";
import type {
  Chatroom,
  ConversationSummary,
  Member,
  Message,
  User,
} from "../../domain/model.ts";
import type { Rank } from "../../domain/rank.ts";
import type { SanctionChange } from "../../domain/sanction.ts";
import type { BeforeStart, HookEvent } from "../outbox.ts";
import type { ServiceBan, UserAccess } from "../../domain/user_access.ts";
import type {
  Founded,
  Founding,
  IdPage,
  IdQuery,
  PlacedSanction,
  ScrubQuery,
} from "../administration.ts";
import type {
  ChangeRequest,
  ReactorsPage,
  ReactorsQuery,
} from "../message_changes.ts";
import type {
  ConversationsQuery,
  Draft,
  Joined,
  JoinTerms,
  Membership,
  MembersPage,
  ProfileChange,
  ReadMark,
  SyncPage,
  SyncQuery,
  TimelinePage,
} from "../storage.ts";
import type {
  Added,
  Admission,
  BlocksPage,
  Departed,
  Heir,
  Left,
  RankSet,
  Reconfigured,
  Removed,
  Sanctioned,
  SanctionsPage,
} from "../governance.ts";
import type { ListPosition } from "../list_position.ts";

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
  /** Number of the newest change of a message of this conversation. */
  readonly lastChange: number;
  /** The conversation that had to make room for this one. */
  readonly forgot?: ConversationKey | undefined;
}

/** A message after somebody asked to change it. */
export interface Rewritten {
  /** As that user sees it. */
  readonly message: Message;
  /** The message as everybody sees it; undefined if it was already like this. */
  readonly change?: {
    readonly number: number;
    readonly message: Message;
    readonly isBrief: boolean;
  };
}

/** What was scrubbed, as in {@linkcode Scrubbed}. */
export interface DiskScrubbed {
  readonly changes: readonly Change[];
  readonly next?: number;
}

/** The conversations of a user who was removed. */
export interface DiskForgotten {
  readonly touched: readonly ConversationKey[];
  readonly heirs: readonly Heir[];
}

/** Some of a user's conversations, and where to go on. */
export interface ConversationsPart {
  readonly keys: readonly ConversationKey[];
  readonly next?: number;
}

/** What a maintenance call has left to do. */
export interface Upkeep {
  /** Is there more to do at once? */
  readonly more: boolean;
  /** The conversations of which something has gone, or somebody. */
  readonly touched: readonly ConversationKey[];
  /** Absent: there are none. */
  readonly heirs?: readonly Heir[];
}

/** The reader: a user, or null for the service. */
export type ReaderId = string | null;
/** Who acts: a user, or null for the service. */
export type ActorId = string | null;

/** A page of a list that is ordered by time and id. */
export interface ListPage {
  readonly after?: ListPosition | undefined;
  readonly count: number;
}

/** An event after it was told, or was not taken. */
export interface SettledEvent {
  readonly number: number;
  /** Milliseconds until it is tried again; absent: it is over. */
  readonly pause?: number;
  readonly answer?: string;
}

/** An event of the outbox as a row. */
export interface EventRow {
  readonly number: number;
  readonly id: string;
  readonly type: HookType;
  readonly at: number;
  readonly about: readonly string[];
  readonly data: object;
  readonly since: number;
  readonly due: number;
  readonly tries: number;
  readonly answer: string | null;
}

/** Where in the order of idle users one is: when they were touched, and their id. */
export type IdlePlace = readonly [touchedAt: number, id: string];

/** The place before all others. */
export const FIRST_IDLE: IdlePlace = [-1, ""];

/** Some idle users. */
export interface IdlePage {
  readonly ids: readonly string[];
  /** The place of the last of them. */
  readonly last: IdlePlace;
}

/** What is due in the outbox. */
export interface DueEvents {
  readonly rows: readonly EventRow[];
  /** When the next of the others is due. */
  readonly next?: number;
  /** When the oldest of all could have been told. */
  readonly oldest?: number;
}

/**
 * The kinds of rows that are deleted some time: of messages that are too old, of
 * conversations that have been removed, and what has ended.
 */
export const CLEARED = [
  "aged",
  "dropped",
  "requestIds",
  "sanctions",
  "slowSends",
] as const;

/** One of {@linkcode CLEARED}. */
export type Cleared = (typeof CLEARED)[number];

/** Calls that change something; each is atomic. */
export interface WriteCalls {
  enter(userId: string, name: string | null): User;
  touch(userId: string): null;
  setProfile(userId: string, change: ProfileChange): User;
  /** As `Storage.speaker`: decided where sends are. */
  speaker(ref: ConversationRef, userId: string): Message["sender"];
  join(
    chatroomId: string,
    userId: string,
    name: string | null,
    terms: JoinTerms,
  ): Joined;
  leave(chatroomId: string, userId: string): Left;
  membership(chatroomId: string, userId: string): Membership;
  append(draft: Draft): Stored;
  configure(
    chatroomId: string,
    actor: ActorId,
    change: SettingsChange,
  ): Reconfigured;
  setRank(
    chatroomId: string,
    actor: ActorId,
    target: { userId: string; rank: Rank },
  ): RankSet;
  remove(
    chatroomId: string,
    actor: ActorId,
    userIds: readonly string[],
  ): Removed;
  add(chatroomId: string, actor: ActorId, userIds: readonly string[]): Added;
  sanction(
    chatroomId: string,
    actor: ActorId,
    change: SanctionChange,
  ): Sanctioned;
  block(userId: string, otherId: string, blocked: boolean): null;
  read(key: ConversationKey, userId: string, sequence: number): ReadMark;
  /** Null lifts a ban. */
  ban(userId: string, ban: ServiceBan | null): null;
  revoke(userId: string, at: number): null;
  create(chatroomId: string, founding: Founding): Founded;
  disband(chatroomId: string): readonly Departed[];
  scrub(key: ConversationKey, userId: string, query: ScrubQuery): DiskScrubbed;
  forget(userId: string): DiskForgotten;
  change(request: ChangeRequest): Rewritten;
  /**
   * Removes users untouched since a time; first, what they are in. Like the two
   * that follow it goes on for `ms` milliseconds at most, and one small step.
   */
  forgetUsers(
    userIds: readonly string[],
    idleSince: number,
    ms: number,
  ): Upkeep;
  /** Removes chatrooms that have been empty since a time. */
  forgetChatrooms(emptySince: number, ms: number): Upkeep;
  /** Deletes rows of one kind that nobody is shown any more. */
  clear(kind: Cleared, ms: number): Upkeep;
  /** Gives some of the file's unused space back. */
  shrink(): Upkeep;
  /** Prepares the outbox. */
  openEvents(): BeforeStart;
  setPresent(userId: string, isPresent: boolean): null;
  addEvents(events: readonly HookEvent[]): null;
  settleEvents(settled: readonly SettledEvent[]): null;
  /** Removes what waits for a user, or of that what a message's event is. */
  withdrawEvents(userId: string, messageId?: string): null;
  forgetEvents(userId: string): null;
  retryEvent(id: string): boolean;
  /** Writes without a change, to see whether writing works. */
  probe(): null;
}

/** How far a conversation is, and what one reader may see of it. */
export interface Standing {
  /** Sequence of the newest message; 0 before the first. */
  readonly last: number;
  /** Number of the newest change of a message. */
  readonly lastChange: number;
  /**
   * The oldest sequence that this reader may see, as long as it is within the
   * history's limit; `last + 1` if there is none.
   */
  readonly first: number;
  /** The newest message that this reader does not see; 0 if they see all. */
  readonly hidden: number;
  /** As in {@linkcode SyncPage}. */
  readonly readSequence: number;
  readonly peerReadSequence: number;
}

/** A page of a timeline, and where its reader stands. */
export interface Found<Page> {
  readonly page: Page;
  /** Undefined where there is no such conversation. */
  readonly standing?: Standing | undefined;
}

/** Calls that only read. */
export interface ReadCalls {
  user(userId: string): User;
  chatroom(chatroomId: string): Chatroom;
  chatroomsOf(userId: string): string[];
  /** Null if there is none. */
  admission(chatroomId: string): Admission | null;
  readChatroom(chatroomId: string, reader: ReaderId): Chatroom;
  sanctions(
    chatroomId: string,
    actor: ActorId,
    page: ListPage,
  ): SanctionsPage;
  blocks(userId: string, page: ListPage): BlocksPage;
  members(
    chatroomId: string,
    reader: ReaderId,
    page: { after?: number | undefined; count: number },
  ): MembersPage;
  history(
    ref: ConversationRef,
    reader: ReaderId,
    page: { before?: string | undefined; count: number },
  ): Found<TimelinePage>;
  sync(
    ref: ConversationRef,
    reader: ReaderId,
    query: SyncQuery,
  ): Found<SyncPage>;
  conversations(
    userId: string,
    query: ConversationsQuery,
  ): { items: readonly ConversationSummary[]; hasMore: boolean };
  /** At most so many events that are due at a time, the first due first. */
  dueEvents(now: number, count: number): DueEvents;
  /** The oldest events. */
  listEvents(count: number): EventRow[];
  access(userId: string): UserAccess;
  users(query: IdQuery): IdPage<User>;
  chatrooms(query: IdQuery): IdPage<Chatroom>;
  /** Null if they are no member, or there is no such chatroom. */
  member(chatroomId: string, userId: string): Member | null;
  sanctionsOf(userId: string, query: IdQuery): IdPage<PlacedSanction>;
  conversationsWith(userId: string, after: number): ConversationsPart;
  reactors(query: ReactorsQuery): ReactorsPage;
  /** A user's reactions to each of some messages. */
  mine(
    key: ConversationKey,
    userId: string,
    sequences: readonly number[],
  ): string[][];
  /** Some users untouched since a time, the coldest first, after a place. */
  idleUsers(idleSince: number, after: IdlePlace): IdlePage;
}
