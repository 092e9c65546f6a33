import type { Change } from "../domain/change.ts";
import type { SettingsChange } from "../domain/chatroom_settings.ts";
import type { ConversationKey } from "../domain/ids.ts";
import type { Chatroom, Member, User } from "../domain/model.ts";
import type { Sanction } from "../domain/sanction.ts";
import type { ServiceBan, UserAccess } from "../domain/user_access.ts";
import type { AddedMember, Departed } from "./governance.ts";

/** Which part of a list ordered by id is asked for. */
export interface IdQuery {
  /** What the ids begin with; empty: anything. */
  readonly prefix: string;
  /** The id after which the page begins; empty: the first. */
  readonly after: string;
  readonly count: number;
}

/** A page of a list ordered by id, by the codes of the characters. */
export interface IdPage<T> {
  readonly items: readonly T[];
  /** Where the next page begins, as {@linkcode IdQuery.after}; undefined: none. */
  readonly next: string | undefined;
}

/** A sanction, and the chatroom where it holds. */
export interface PlacedSanction {
  /** `<chatroom>:<kind>`, by which a user's are ordered. */
  readonly id: string;
  readonly chatroomId: string;
  readonly sanction: Sanction;
}

/** Which of the messages in a conversation to scrub. */
export interface ScrubQuery {
  /** The sequence after which to begin. */
  readonly after: number;
  /** Empty the user's own, as a recall does? Otherwise only names go. */
  readonly empty: boolean;
}

/** What was scrubbed. */
export interface Scrubbed {
  /**
   * Of messages that were emptied and had not been, and of reactions that were
   * taken back; in the order of their numbers.
   */
  readonly changes: readonly Change[];
  /** Where to go on; undefined: that was all. */
  readonly next: number | undefined;
}

/** What a chatroom of the service's making begins with. */
export interface Founding {
  readonly settings: SettingsChange;
  /** Known users, each once; the first becomes the creator. */
  readonly userIds: readonly string[];
}

/** A chatroom that was created, and those who were made members with it. */
export interface Founded {
  readonly chatroom: Chatroom;
  readonly added: readonly AddedMember[];
}

/**
 * The part of a storage by which operators look after it. As in `Storage` each
 * method is one step, except for those that give their answer piece by piece.
 */
export interface Administration {
  /** Whether a user may use the service; such a user need not exist. */
  access(userId: string): Promise<UserAccess>;

  /**
   * Bans a user, who need not exist, from the service, or lifts that. It
   * outlives the user.
   *
   * @throws {ReplyError} 403 `full` when as many users are restricted as may be
   */
  ban(userId: string, ban: ServiceBan | undefined): Promise<void>;

  /**
   * Notes that a user's tokens issued until now are void; `at` is Unix time in
   * milliseconds. An earlier time changes nothing.
   *
   * @throws {ReplyError} 403 `full` as {@linkcode Administration.ban}
   */
  revoke(userId: string, at: number): Promise<void>;

  /** The users, ordered by id. */
  users(query: IdQuery): Promise<IdPage<User>>;

  /** The chatrooms, ordered by id. */
  chatrooms(query: IdQuery): Promise<IdPage<Chatroom>>;

  /** A member of a chatroom; undefined if they are none, or there is none. */
  member(chatroomId: string, userId: string): Promise<Member | undefined>;

  /**
   * The sanctions in force on a user, in all chatrooms, ordered by id. The user
   * need not be known. It looks at all chatrooms that have sanctions.
   */
  sanctionsOf(userId: string, query: IdQuery): Promise<IdPage<PlacedSanction>>;

  /**
   * Creates a chatroom with its settings and its first members, or nothing. It
   * is named by its id where no name is given.
   *
   * @throws {ReplyError} 409 where there is one; 400, 413 as `applyChange`; 403
   * `full` where not all of the users can be members; 503
   */
  create(chatroomId: string, founding: Founding): Promise<Founded>;

  /**
   * Removes a chatroom with its memberships, sanctions and messages. Returns
   * those who were members, the newest first.
   *
   * @throws {ReplyError} 404
   */
  disband(chatroomId: string): Promise<readonly Departed[]>;

  /**
   * All conversations in which a user may have messages, some at a time: their
   * private ones and all chatrooms, as they may have left some. One may come
   * twice, and one that is gone.
   */
  conversationsWith(userId: string): AsyncIterable<readonly ConversationKey[]>;

  /**
   * Takes a user out of some messages: of their own the name becomes their id,
   * request ids go, and if asked so what they wrote; from others' their
   * reactions go. Doing so again changes nothing.
   */
  scrub(
    key: ConversationKey,
    userId: string,
    query: ScrubQuery,
  ): Promise<Scrubbed>;

  /**
   * Removes a user, what is remembered of their request ids, their memberships
   * that are left, and their read marks. Conversations stay for the others.
   */
  forget(userId: string): Promise<void>;
}
