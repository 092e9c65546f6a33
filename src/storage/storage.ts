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

/** The service as a reader: it may read anything. */
export const SERVICE = Symbol("the service");
/**
 * A user, who has to be a member of the chatroom that they read, or the
 * service.
 */
export type Reader = string | typeof SERVICE;

/** A message to be stored. */
export interface Draft {
  readonly conversation: ConversationRef;
  /** The sender; one whom the storage has removed is added again. */
  readonly senderId: string;
  readonly category: string;
  /** Its size has been checked against `--max-content-size`. */
  readonly content: string;
  readonly requestId: string | undefined;
}

/** The result of {@linkcode Storage.append}. */
export interface Appended {
  readonly message: Message;
  /**
   * The chatroom's name, or the receiver's; the receiver's id if they are
   * unknown.
   */
  readonly title: string;
  /**
   * True if this `requestId` had already stored the message: then deliver
   * nothing.
   */
  readonly repeated: boolean;
}

/** A page of a timeline, ascending. */
export interface TimelinePage {
  readonly items: readonly Message[];
  /** Are there more kept messages in the direction of paging? */
  readonly hasMore: boolean;
}

/** What {@linkcode Storage.sync} returns. */
export interface SyncQuery {
  /** Messages with a greater sequence. */
  readonly after: number;
  readonly count: number;
  /** Changes with a greater number; undefined for none. */
  readonly changedAfter: number | undefined;
}

/** A page after a sequence, with what a client needs to detect gaps. */
export interface SyncPage extends TimelinePage {
  readonly lastSequence: number;
  /** Oldest kept sequence; `lastSequence + 1` when nothing is kept. */
  readonly firstSequence: number;
  /** False if messages after the requested sequence are no longer kept. */
  readonly complete: boolean;
  /** The newest change of each message that is still kept, ascending. */
  readonly changes: readonly Change[];
  /** The number of the last change in `changes`. */
  readonly changedUpTo: number;
  /** Are there more changes? */
  readonly moreChanges: boolean;
  /** How far the asking user has read; 0 for the service. */
  readonly readSequence: number;
  /** How far the peer has read; 0 in a chatroom, and for the service. */
  readonly peerReadSequence: number;
}

/** A position in an ordered list; the next page starts just after it. */
export interface ListPosition {
  /** The first criterion of the order. */
  readonly time: number;
  readonly id: string;
}

/** A chatroom after a join, and the positions of it and of the member. */
export interface Joined {
  readonly chatroom: Chatroom;
  /** Did the join change anything? */
  readonly joined: boolean;
  readonly lastSequence: number;
  /** As in {@linkcode ConversationSummary}; 0 after a new join. */
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

/** The state of a user's membership at one moment. */
export interface Membership {
  readonly isMember: boolean;
  /**
   * Orders such moments in time: each change of a user's membership in a
   * chatroom has a greater ordinal than everything before it.
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

/** What {@linkcode Storage.conversations} returns. */
export interface ConversationsQuery {
  readonly type: ConversationType | undefined;
  readonly after: ListPosition | undefined;
  readonly count: number;
}

/** A read mark after it was set. */
export interface ReadMark {
  readonly unread: number;
  /** False if the mark was already there, or further. */
  readonly moved: boolean;
}

/** Which message to recall, and for whom. */
export interface RecallRequest {
  readonly conversation: ConversationRef;
  readonly userId: string;
  readonly messageId: string;
  readonly policy: ChangePolicy;
}

/** A message after somebody asked to change it. */
export interface Changed {
  readonly message: Message;
  /** The change; undefined if the message was already like this. */
  readonly change: Change | undefined;
}

/** How much a storage holds. */
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
 * Atomicity: each method is one step. Whatever else runs at the same time sees
 * all of it or none, and a rejected call has changed nothing. Order: within one
 * conversation appends get the sequences 1, 2, 3 … without gaps in the order in
 * which they take effect, send times never fall, and the promises of two
 * appends settle in that order. A fulfilled append is stored.
 *
 * Refusals are {@linkcode ReplyError}s: 404 no such user, chatroom or message
 * (an evicted message, too), 403 not a member, 409 a `requestId` with another
 * content, 400 a read mark beyond the last message, 503 out of reach or full.
 *
 * Limits: each conversation keeps its newest `--history-limit` messages. Each
 * implementation documents its other bounds, and what it removes first.
 */
export interface Storage {
  /**
   * Adds or finds the user, sets their name if one is given, and marks them as
   * seen now.
   */
  enter(userId: string, name: string | undefined): Promise<User>;

  /** Marks a user as seen now; does nothing for an unknown user. */
  touch(userId: string): Promise<void>;

  /** @throws {ReplyError} 404 */
  user(userId: string): Promise<User>;

  /**
   * Makes the user a member. Creates the chatroom if there is none, named
   * `name` or else its id. Joining again changes nothing.
   */
  join(
    chatroomId: string,
    userId: string,
    name: string | undefined,
  ): Promise<Joined>;

  /** Ends a membership. @throws {ReplyError} 404, 403 */
  leave(chatroomId: string, userId: string): Promise<Left>;

  /** A chatroom, whoever asks. @throws {ReplyError} 404 */
  chatroom(chatroomId: string): Promise<Chatroom>;

  /** Whether a user is a member of a chatroom, which need not exist. */
  membership(chatroomId: string, userId: string): Promise<Membership>;

  /**
   * The ids of the chatrooms of which a user is a member, in no order. They may
   * be iterated over several turns; joins and leaves in between may or may not
   * show.
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
   * stores. If the same sender has used the `requestId` in the same
   * conversation within the retention window, it stores nothing and returns
   * what the first call stored.
   *
   * @throws {ReplyError} 404 no such chatroom, 403, 409
   */
  append(draft: Draft): Promise<Appended>;

  /**
   * As `append`, without a promise: what it returns is stored, and what it
   * throws changed nothing. Only a storage that waits for nobody has it.
   *
   * @throws {ReplyError} as `append` rejects
   */
  appendNow?(draft: Draft): Appended;

  /**
   * The newest `count` messages older than `before`, or the newest of all. If
   * they do not fit in a frame of the service the page may hold fewer, but at
   * least one; `hasMore` is true then.
   *
   * @throws {ReplyError} 404 no such chatroom or message, 403
   */
  history(
    conversation: ConversationRef,
    reader: Reader,
    page: { before: string | undefined; count: number },
  ): Promise<TimelinePage>;

  /**
   * The oldest `count` kept messages after a sequence, and the changes after a
   * number. It may hold fewer messages for the same reason as `history`.
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
   * Empties a message and marks it as recalled, if the policy allows it. Doing
   * so again changes nothing.
   *
   * @throws {ReplyError} 404 no such chatroom or message, 403
   */
  recall(request: RecallRequest): Promise<Changed>;

  /** A user's chatrooms, and their private conversations that have messages. */
  conversations(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage>;
}
