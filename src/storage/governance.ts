import type { JoinMode, SettingsChange } from "../domain/chatroom_settings.ts";
import type { Chatroom, Member } from "../domain/model.ts";
import type { Rank } from "../domain/rank.ts";
import type { AdditionRefusal } from "../domain/room_policy.ts";
import type { Sanction, SanctionChange } from "../domain/sanction.ts";
import type { Actor, Reader } from "./actor.ts";
import type { ListPosition } from "./list_position.ts";

/*
 * What a storage promises about governed chatrooms and blocked users; part of
 * the contract in `storage.ts`.
 */

/** What has to be known of a chatroom before its password is checked. */
export interface Admission {
  readonly join: JoinMode;
  readonly passwordHash: string | undefined;
}

/** The member who became creator because the one before has gone. */
export interface Succession {
  /** Undefined: it is who it was, or nobody is left. */
  readonly heir: string | undefined;
}

/** Who became a chatroom's creator because the one before was forgotten. */
export interface Heir {
  readonly chatroomId: string;
  readonly userId: string;
}

/**
 * Told of each heir, as nobody has asked for what made them that: by whoever
 * makes the storage. It never throws.
 */
export type OnHeir = (heir: Heir) => void;

/** A chatroom after a leave. */
export interface Left extends Succession {
  /** As in {@linkcode Membership}. */
  readonly ordinal: number;
}

/** Somebody whom an act took out of a chatroom. */
export interface Departed {
  readonly id: string;
  /** As in {@linkcode Membership}. */
  readonly ordinal: number;
}

/** A chatroom after members were removed. */
export interface Removed extends Succession {
  /** Those who were members, in the order in which they were named. */
  readonly removed: readonly Departed[];
}

/** Somebody who was added to a chatroom. */
export interface AddedMember {
  readonly id: string;
  readonly name: string;
  readonly lastSequence: number;
  readonly lastChange: number;
  /** As in {@linkcode Membership}. */
  readonly ordinal: number;
  /** As in {@linkcode Membership}. */
  readonly hiddenUpTo: number;
}

/** A chatroom after users were added; who was a member is in neither list. */
export interface Added {
  readonly added: readonly AddedMember[];
  readonly refused: readonly {
    readonly id: string;
    readonly reason: AdditionRefusal;
  }[];
}

/** A chatroom after somebody asked to change its settings. */
export interface Reconfigured {
  readonly chatroom: Chatroom;
  readonly changed: boolean;
}

/** A member after somebody asked to change their rank. */
export interface RankSet {
  readonly member: Member;
  /**
   * Everybody whose rank is another one now; empty if the member had it
   * already.
   */
  readonly changes: readonly { readonly userId: string; readonly rank: Rank }[];
}

/** A chatroom after a user was banned or muted, or no longer is. */
export interface Sanctioned extends Succession {
  /** False if there was nothing to lift. */
  readonly changed: boolean;
  /** Is the user a member, or were they until this removed them? */
  readonly wasMember: boolean;
  /** The membership that this ended, if it did. */
  readonly removed: Departed | undefined;
}

/** Sanctions in force, the newest first, then by `<kind>:<user>`. */
export interface SanctionsPage {
  readonly items: readonly Sanction[];
  readonly hasMore: boolean;
}

/** Somebody whom a user has blocked. */
export interface Blocked {
  readonly id: string;
  readonly name: string;
  /** Unix time in milliseconds when that was. */
  readonly at: number;
}

/** Users whom a user has blocked, the newest first, then by their ids. */
export interface BlocksPage {
  readonly items: readonly Blocked[];
  readonly hasMore: boolean;
}

/** The part of a storage by which members are protected from each other. */
export interface Governance {
  /** How a chatroom is joined; undefined if there is none. */
  admission(chatroomId: string): Promise<Admission | undefined>;

  /**
   * A chatroom for one of its members, or for anybody where `join` is `open`.
   *
   * @throws {ReplyError} 404, 403
   */
  readChatroom(chatroomId: string, reader: Reader): Promise<Chatroom>;

  /**
   * Changes the settings. @throws {ReplyError} 404, 403 `role`, 400, 413 as
   * `applyChange`
   */
  configure(
    chatroomId: string,
    actor: Actor,
    change: SettingsChange,
  ): Promise<Reconfigured>;

  /**
   * Sets a member's rank. A new creator makes the old one an admin; if the
   * creator themselves gets a lower rank, another member becomes creator, or if
   * there is none nothing changes.
   *
   * @throws {ReplyError} 404 no such chatroom or member, 403 `role`
   */
  setRank(
    chatroomId: string,
    actor: Actor,
    target: { userId: string; rank: Rank },
  ): Promise<RankSet>;

  /**
   * Ends the memberships of all of these who have one, or of none if the actor
   * does not stand above one of them.
   *
   * @throws {ReplyError} 404, 403 `role`
   */
  remove(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Removed>;

  /**
   * Makes users members, each unless something speaks against it. It does not
   * count in their quota.
   *
   * @throws {ReplyError} 404, 403 `role`
   */
  add(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Added>;

  /**
   * Bans or mutes a user, or lifts it. A ban ends their membership.
   *
   * @throws {ReplyError} 404, 403 `role`, `full` beyond `MAX_SANCTIONS` or the
   * quota of who created the chatroom, 503 when there is no room
   */
  sanction(
    chatroomId: string,
    actor: Actor,
    change: SanctionChange,
  ): Promise<Sanctioned>;

  /** @throws {ReplyError} 404, 403 `role` */
  sanctions(
    chatroomId: string,
    actor: Actor,
    page: { after: ListPosition | undefined; count: number },
  ): Promise<SanctionsPage>;

  /**
   * Blocks a user for another, or no longer does; repeating it changes nothing.
   *
   * @throws {ReplyError} 404 nobody to block, 403 `full` beyond `MAX_BLOCKS`, 503
   * when there is no room
   */
  block(userId: string, otherId: string, blocked: boolean): Promise<void>;

  /** Whom a user has blocked. */
  blocks(
    userId: string,
    page: { after: ListPosition | undefined; count: number },
  ): Promise<BlocksPage>;
}
