import type { Change } from "../domain/change.ts";
import type { ChangePolicy } from "../domain/change_policy.ts";
import type { ConversationRef, ConversationType } from "../domain/ids.ts";
import type {
  Chatroom,
  ConversationSummary,
  Member,
  Message,
  User,
} from "../domain/model.ts";

/** Reads what the service needs for itself, which asks nobody's leave. */
export const SERVICE = Symbol("the service");
/** Who reads: a user, who has to be a member of a chatroom, or the service. */
export type Reader = string | typeof SERVICE;

/** A message that is to be stored. */
export interface Draft {
  readonly conversation: ConversationRef;
  /** The sender, known or not: a sender whom the storage forgot is added again. */
  readonly senderId: string;
  readonly category: string;
  /** Already checked against `--max-content-size`. */
  readonly content: string;
  readonly requestId: string | undefined;
}

/** What {@linkcode Storage.append} did. */
export interface Appended {
  readonly message: Message;
  /** The chatroom's name, or the receiver's; the receiver's id if unknown. */
  readonly title: string;
  /** True when this `requestId` had stored the message before: deliver nothing. */
  readonly repeated: boolean;
}

/** A page of a timeline, ascending. */
export interface TimelinePage {
  readonly items: readonly Message[];
  /** Is there more in the direction of paging that is still kept? */
  readonly hasMore: boolean;
}

/** What {@linkcode Storage.sync} selects. */
export interface SyncQuery {
  /** Messages with a greater sequence. */
  readonly after: number;
  readonly count: number;
  /** Changes with a greater number; undefined for none. */
  readonly changedAfter: number | undefined;
}

/** A page after a sequence, with what a client needs to trust it. */
export interface SyncPage extends TimelinePage {
  readonly lastSequence: number;
  /** Oldest kept sequence; `lastSequence + 1` when nothing is kept. */
  readonly firstSequence: number;
  /** False when messages after the asked sequence are no longer kept. */
  readonly complete: boolean;
  /** The newest change of each message that is still kept, ascending. */
  readonly changes: readonly Change[];
  /** Up to which change `changes` go. */
  readonly changedUpTo: number;
  /** Are there more changes? */
  readonly moreChanges: boolean;
  /** How far the asking user has read; 0 for the service. */
  readonly readSequence: number;
  /** How far the other one has read; 0 in a chatroom, and for the service. */
  readonly peerReadSequence: number;
}

/** Where a page of an ordered list goes on: just after this item. */
export interface ListPosition {
  /** What the list is ordered by first. */
  readonly time: number;
  readonly id: string;
}

/** A chatroom after a join, and where it and its member stand. */
export interface Joined {
  readonly chatroom: Chatroom;
  /** Did the join change anything? */
  readonly joined: boolean;
  readonly lastSequence: number;
  /** As in {@linkcode ConversationSummary}; 0 for who has just joined. */
  readonly unread: number;
  /** Number of the newest change of a message. */
  readonly lastChange: number;
  /** As in {@linkcode Membership}. */
  readonly ordinal: number;
}

/** A chatroom after a leave. */
export interface Left {
  /** As in {@linkcode Membership}. */
  readonly ordinal: number;
}

/** A user and a chatroom at one moment. */
export interface Membership {
  readonly isMember: boolean;
  /**
   * Says which of two such moments is the later one: a change of a user's
   * membership in a chatroom has a greater one than all that was before it.
   */
  readonly ordinal: number;
  readonly lastSequence: number;
  /** Number of the newest change of a message. */
  readonly lastChange: number;
}

/** Members of a chatroom, in the order in which they joined. */
export interface MembersPage {
  readonly items: readonly Member[];
  readonly total: number;
  /** Where the next page starts; undefined when there is none. */
  readonly next: number | undefined;
}

/** The conversations of a user, newest activity first, then by session id. */
export interface ConversationsPage {
  readonly items: readonly ConversationSummary[];
  readonly hasMore: boolean;
}

/** What {@linkcode Storage.conversations} selects. */
export interface ConversationsQuery {
  readonly type: ConversationType | undefined;
  readonly after: ListPosition | undefined;
  readonly count: number;
}

/** A read mark after it was set. */
export interface ReadMark {
  readonly unread: number;
  /** False when the mark stood there, or further, already. */
  readonly moved: boolean;
}

/** What is to be taken back, and by whom. */
export interface RecallRequest {
  readonly conversation: ConversationRef;
  readonly userId: string;
  readonly messageId: string;
  readonly policy: ChangePolicy;
}

/** A message that somebody wanted changed. */
export interface Changed {
  readonly message: Message;
  /** What is to be told; undefined where the message was so already. */
  readonly change: Change | undefined;
}

/** What a storage holds. */
export interface StorageSizes {
  readonly users: number;
  readonly chatrooms: number;
  readonly memberships: number;
  /** Private conversations. */
  readonly privates: number;
  /** Messages of all timelines. */
  readonly messages: number;
  /** Estimated bytes of them and of the remembered request ids. */
  readonly messageBytes: number;
  readonly requestIds: number;
}

/**
 * Users, chatrooms, memberships and messages.
 *
 * Atomicity: each method is one step: whatever else runs at the same time sees
 * all of it or none, and a rejected call has changed nothing. Order: within one
 * conversation, appends get sequences 1, 2, 3 … without gaps in the order in
 * which they take effect, send times never fall, and the promises of two
 * appends settle in that order. A fulfilled append is stored.
 *
 * Refusals are {@linkcode ReplyError}s: 404 no such user, chatroom or message
 * (an evicted message too), 403 not a member, 409 a `requestId` with another
 * content, 400 a read mark beyond the last message, 503 out of reach or full.
 *
 * Limits: each conversation keeps its newest `--history-limit` messages; what
 * else is bounded, and what goes first, each implementation states.
 */
export interface Storage {
  /**
   * Adds the user, or finds them; sets their name when one is given, and marks
   * them as seen now.
   */
  enter(userId: string, name: string | undefined): Promise<User>;

  /** Marks a user as seen now; one who is not known stays so. */
  touch(userId: string): Promise<void>;

  /** @throws {ReplyError} 404 */
  user(userId: string): Promise<User>;

  /**
   * Makes the user a member, creating the chatroom with `name`, or else its id,
   * where it does not exist. Joining again changes nothing.
   */
  join(
    chatroomId: string,
    userId: string,
    name: string | undefined,
  ): Promise<Joined>;

  /** Ends a membership. @throws {ReplyError} 404, 403 */
  leave(chatroomId: string, userId: string): Promise<Left>;

  /** A chatroom as it is now, whoever asks. @throws {ReplyError} 404 */
  chatroom(chatroomId: string): Promise<Chatroom>;

  /** Whether a user is a member of a chatroom, which need not be there. */
  membership(chatroomId: string, userId: string): Promise<Membership>;

  /**
   * The ids of the chatrooms that a user is a member of, in no order. They may
   * be walked over several turns: what is joined or left meanwhile may show.
   */
  chatroomsOf(userId: string): Promise<Iterable<string>>;

  /** @throws {ReplyError} 404, 403 when `userId` is not a member */
  members(
    chatroomId: string,
    userId: string,
    page: { after: number | undefined; count: number },
  ): Promise<MembersPage>;

  /**
   * Checks membership and `requestId`, assigns id, sequence and send time, and
   * stores. The same sender, conversation and `requestId` within the retention
   * window stores nothing and returns what the first one stored.
   *
   * @throws {ReplyError} 404 no such chatroom, 403, 409
   */
  append(draft: Draft): Promise<Appended>;

  /**
   * The newest `count` messages older than `before`, or the newest of all. A
   * page of more bytes than a frame of the service has may hold fewer; it says
   * so in `hasMore`, and has one at least.
   *
   * @throws {ReplyError} 404 no such chatroom or message, 403
   */
  history(
    conversation: ConversationRef,
    reader: Reader,
    page: { before: string | undefined; count: number },
  ): Promise<TimelinePage>;

  /**
   * The oldest `count` kept messages after a sequence, and the changes after
   * one. It may hold fewer messages for the reason that `history` names.
   *
   * @throws {ReplyError} 404 no such chatroom, 403
   */
  sync(
    conversation: ConversationRef,
    reader: Reader,
    query: SyncQuery,
  ): Promise<SyncPage>;

  /**
   * Moves a user's read mark forward; a lower one changes nothing.
   *
   * @throws {ReplyError} 404 no such chatroom, 403, 400 beyond the last message
   */
  read(
    conversation: ConversationRef,
    userId: string,
    sequence: number,
  ): Promise<ReadMark>;

  /**
   * Empties a message and marks it recalled, where the policy lets the user.
   * Again changes nothing.
   *
   * @throws {ReplyError} 404 no such chatroom or message, 403
   */
  recall(request: RecallRequest): Promise<Changed>;

  /** A user's chatrooms, and private conversations with messages. */
  conversations(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage>;
}
