import type { Change } from "../domain/change.ts";
import type { Extras } from "../domain/extras.ts";
import type { ConversationRef, ConversationType } from "../domain/ids.ts";
import type { KeyDataChange } from "../domain/key_data.ts";
import type {
  Chatroom,
  ConversationSummary,
  Member,
  Message,
  User,
} from "../domain/model.ts";
import type { Standing } from "../domain/rank.ts";
import type { Reader } from "./actor.ts";
import type { Governance, Left } from "./governance.ts";
import type { ListPosition } from "./list_position.ts";
import type {
  Changed,
  ChangeRequest,
  ReactorsPage,
  ReactorsQuery,
} from "./message_changes.ts";

/** What a user changes of themselves; what is absent stays. */
export interface ProfileChange {
  readonly name?: string | undefined;
  /** Merged into what is there; null deletes a key. */
  readonly data?: KeyDataChange | undefined;
}

/** A message to be stored. */
export interface Draft {
  readonly conversation: ConversationRef;
  /** The sender; one whom the storage has removed is added again. */
  readonly senderId: string;
  readonly category: string;
  /** Its size has been checked against `--max-content-size`. */
  readonly content: string;
  readonly requestId: string | undefined;
  /** Absent where the message has nothing of it. */
  readonly extras?: Extras;
  /** What the client sent, where the back end has replaced it. */
  readonly asked?: Pick<Draft, "content" | "extras">;
  /**
   * Sent by the service, or in its user's name: no membership, block, sanction
   * or quota binds it.
   */
  readonly privileged?: true;
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
  /** As in {@linkcode Membership}. */
  readonly hiddenUpTo: number;
}

/** What decides about a join besides what is stored. */
export interface JoinTerms {
  /**
   * The hash that the given password was found to fit. If the chatroom has
   * another one by now it does not count.
   */
  readonly passedHash?: string | undefined;
  /** False: a chatroom that does not exist is a 404. */
  readonly mayCreate?: boolean | undefined;
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
  /** The newest message that the member does not see; 0 if they see all. */
  readonly hiddenUpTo: number;
}

/** Members of a chatroom, in the order in which they joined. */
export interface MembersPage {
  readonly items: readonly Member[];
  readonly total: number;
  /** Where the reader stands. */
  readonly readerStanding: Standing;
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
  /** Bans and mutes of all chatrooms, some included that have just ended. */
  readonly sanctions: number;
  /** Users blocked by others. */
  readonly blocks: number;
  /** Estimated bytes of the data of users and chatrooms, where it is bounded. */
  readonly dataBytes?: number;
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
 * (an evicted message, too), 403 not a member, or with a reason, 409 a `requestId` with another
 * content, 400 a read mark beyond the last message, 503 out of reach or full.
 *
 * Limits: each conversation keeps its newest `--history-limit` messages. Each
 * implementation documents its other bounds, and what it removes first.
 */
export interface Storage extends Governance {
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
   * Changes what a user says of themselves, and marks them as seen now; one whom
   * the storage has removed is added again.
   *
   * @throws {ReplyError} 413
   */
  setProfile(userId: string, change: ProfileChange): Promise<User>;

  /**
   * The user as a sender, if they may write there now. Slow mode does not count.
   *
   * @throws {ReplyError} 404, 403 as `append`
   */
  speaker(
    conversation: ConversationRef,
    userId: string,
  ): Promise<Message["sender"]>;

  /**
   * Makes the user a member. Creates the chatroom if there is none, named
   * `name` or else its id. Who joins one without members becomes its creator.
   * Joining again changes nothing.
   *
   * @throws {ReplyError} 404 where it may not be created, 403 `banned`,
   * `invite`, `password`, `full`
   */
  join(
    chatroomId: string,
    userId: string,
    name: string | undefined,
    terms?: JoinTerms,
  ): Promise<Joined>;

  /**
   * Ends a membership. If the creator leaves, another member becomes it.
   *
   * @throws {ReplyError} 404, 403
   */
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

  /** @throws {ReplyError} 404, 403 when a user is not a member */
  members(
    chatroomId: string,
    reader: Reader,
    page: { after: number | undefined; count: number },
  ): Promise<MembersPage>;

  /**
   * Checks membership and `requestId`, assigns id, sequence and send time, and
   * stores. If the same sender has used the `requestId` in the same
   * conversation within the retention window, it stores nothing and returns
   * what the first call stored, also where the sender may not send any more.
   *
   * @throws {ReplyError} 404 no such chatroom, or no message that `replyTo`
   * names, 403 (`banned`, `muted`, `admins_only`, `blocked`, and `role`: of too
   * low a rank for its extras), 409, 429 `slow_mode`
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
   * The newest `count` messages older than `before`, or the newest of all. Where
   * a chatroom's history is `joined`, a member sees nothing, here and in all that
   * follows, of what was before they joined. If
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
   * Changes a message, if the policy allows it. A recall or a reaction that is
   * there already changes nothing. A recalled message cannot change any more.
   *
   * @throws {ReplyError} 404 no such chatroom or message, 403 (also of too many
   * different reactions)
   */
  change(request: ChangeRequest): Promise<Changed>;

  /** @throws {ReplyError} 404 no such chatroom or message, 403 */
  reactors(query: ReactorsQuery): Promise<ReactorsPage>;

  /** A user's chatrooms, and their private conversations that have messages. */
  conversations(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage>;
}
