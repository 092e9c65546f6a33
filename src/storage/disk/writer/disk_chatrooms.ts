import { ReplyError } from "../../../base/errors.ts";
import {
  type Configured,
  defaultSettings,
} from "../../../domain/chatroom_settings.ts";
import {
  CHATROOM,
  chatroomConversation,
  type ConversationKey,
  SYSTEM,
} from "../../../domain/ids.ts";
import type { Departed } from "../../governance.ts";
import { CREATOR, MEMBER, type Rank } from "../../../domain/rank.ts";
import {
  ADDED_SHARE,
  refusedJoin,
  type UserQuotas,
} from "../../../domain/quotas.ts";
import {
  chatroomExists,
  noSuchChatroom,
  quotaFull,
} from "../../shared/refusals.ts";
import type { Draft, Joined, Membership } from "../../storage.ts";
import type { Moment } from "../../memory/moments.ts";
import type { Sql } from "../file/sql.ts";
import { PassedOver } from "../passed_over.ts";
import type { Head } from "../records/head.ts";
import { CONFIGURED_COLUMNS, configuredValues } from "../records/room.ts";
import { hiddenUpTo, type RoomHead, toChatroom } from "../records/room_head.ts";
import { requireMember } from "../records/standing.ts";
import type { Counters } from "./counters.ts";
import type { DiskConversations } from "./disk_conversations.ts";

const ADD = `INSERT INTO chatrooms
  (conversation, creator, created_by, created_at, members, joins,
  ${CONFIGURED_COLUMNS}) VALUES (?, '', ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const PLACES = `UPDATE chatrooms
  SET creator = ?, members = ?, joins = ?, empty_since = ?
  WHERE conversation = ?`;
const CONFIGURE = `UPDATE chatrooms SET (${CONFIGURED_COLUMNS}) =
  (?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE conversation = ?`;
const CREATOR_IS = "UPDATE chatrooms SET creator = ? WHERE conversation = ?";
const JOINED = `SELECT count(*) FROM parties
  WHERE user = ? AND ordinal > 0 AND added = 0`;
const ADDED = "SELECT count(*) FROM parties WHERE user = ? AND added = 1";
const CREATED = "SELECT count(*) FROM chatrooms WHERE created_by = ?";
const FIRST_ADMIN = `SELECT user FROM parties
  WHERE conversation = ? AND rank = 2 AND user <> ? ORDER BY ordinal LIMIT 1`;
const FIRST_MEMBER = `SELECT user FROM parties
  WHERE conversation = ? AND ordinal > 0 AND user <> ?
  ORDER BY ordinal LIMIT 1`;
/** From the newest, so that hardly anybody is made creator for a moment. */
const MEMBERS = `SELECT user FROM parties
  WHERE conversation = ? AND ordinal > 0 ORDER BY ordinal DESC`;
const REMOVE = "DELETE FROM chatrooms WHERE conversation = ?";
const EMPTY = `SELECT conversation FROM chatrooms
  WHERE empty_since <= ? ORDER BY empty_since`;

/** What {@linkcode DiskChatrooms} needs. */
export interface DiskChatroomsOptions {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly conversations: DiskConversations;
  /** Most chatrooms, and most memberships of all of them together. */
  readonly quotas: UserQuotas;
  readonly maxChatrooms: number;
  readonly maxMemberships: number;
}

/** The chatrooms in the file, and their members. */
export class DiskChatrooms {
  #options: DiskChatroomsOptions;
  /**
   * The last ordinal of a membership that was given out, see {@linkcode
   * Membership}.
   */
  #ordinal = 0;
  /** Empty ones that could not be removed. */
  #passedOver = new PassedOver<number>();

  constructor(options: DiskChatroomsOptions) {
    this.#options = options;
  }

  /** The chatroom, if there is one. */
  get(chatroomId: string): RoomHead | undefined {
    const { key } = chatroomConversation(chatroomId);
    const head = this.#options.conversations.get(key);
    return head?.room === undefined ? undefined : head as RoomHead;
  }

  /**
   * The chatroom of a draft, if it is to one.
   *
   * @throws {ReplyError} 404, 403 when the sender is not a member
   */
  findForDraft(
    { conversation: { type, target }, senderId, privileged }: Draft,
    now: Moment,
  ): RoomHead | undefined {
    if (type !== CHATROOM) return undefined;
    if (!privileged) return this.findFor(target, senderId, now);
    const head = this.get(target);
    if (head === undefined) throw noSuchChatroom(target);
    return head;
  }

  /** @throws {ReplyError} 404, 403 when the user is not a member */
  findFor(chatroomId: string, userId: string, { time }: Moment): RoomHead {
    const { sql, conversations } = this.#options;
    const head = this.get(chatroomId);
    if (head === undefined) throw noSuchChatroom(chatroomId);
    const party = conversations.party(head, userId);
    // The service is in every chatroom.
    if (party !== undefined || userId === SYSTEM) return head;
    requireMember(sql, head, { actor: userId, party, now: time });
    return head;
  }

  /** The result of a join; `joined` says whether it changed anything. */
  joined(head: RoomHead, userId: string, joined: boolean): Joined {
    return {
      chatroom: toChatroom(head),
      joined,
      lastSequence: head.last,
      unread: this.#options.conversations.unread(head, userId),
      lastChange: head.lastChange,
      ordinal: this.nextOrdinal(),
      hiddenUpTo: this.#hiddenUpTo(head, userId),
    };
  }

  /** Whether a user is a member of a chatroom, and how far the chatroom is. */
  membership(chatroomId: string, userId: string): Membership {
    const head = this.get(chatroomId);
    const party = head && this.#options.conversations.party(head, userId);
    return {
      isMember: party !== undefined,
      lastSequence: head?.last ?? 0,
      lastChange: head?.lastChange ?? 0,
      ordinal: this.nextOrdinal(),
      hiddenUpTo: head === undefined ? 0 : hiddenUpTo(head, party),
    };
  }

  /** The next ordinal of a membership. */
  nextOrdinal(): number {
    return ++this.#ordinal;
  }

  /** @throws {ReplyError} 403 when the user is in, or has made, too many */
  requireQuota(known: RoomHead | undefined, userId: string): void {
    const { sql, quotas } = this.#options;
    const count = (query: string) => Number(sql.get(query, userId)?.[0]);
    const full = refusedJoin(quotas, {
      joined: count(JOINED),
      created: known === undefined ? count(CREATED) : 0,
      creates: known === undefined,
    });
    if (full !== undefined) throw quotaFull(full, quotas);
  }

  /** May another user add this one to a chatroom more? */
  takesAdded(userId: string): boolean {
    const { sql, counters, quotas, maxMemberships } = this.#options;
    const most = maxMemberships * ADDED_SHARE;
    if (counters.now.memberships >= most) return false;
    return Number(sql.get(ADDED, userId)?.[0]) < quotas.maxAdded;
  }

  /** @throws {ReplyError} 503 when a bound leaves no room for a member */
  requirePlace(known: RoomHead | undefined): void {
    const { counters: { now }, maxMemberships, maxChatrooms } = this.#options;
    if (now.memberships >= maxMemberships) {
      throw new ReplyError(503, "the service holds as many members as it may");
    }
    if (known === undefined && now.chatrooms >= maxChatrooms) {
      throw new ReplyError(
        503,
        "the service holds as many chatrooms as it may",
      );
    }
  }

  /** @throws {ReplyError} 409 where there is one, 503 when there is no room */
  createEmpty(
    id: string,
    name: string | undefined,
    { time, steady }: Moment,
  ): void {
    if (this.get(id) !== undefined) throw chatroomExists(id);
    this.requirePlace(undefined);
    this.#write(this.create(id, SYSTEM, { name, time }), steady);
  }

  /**
   * Removes a chatroom; returns those who were members, the newest first.
   *
   * @throws {ReplyError} 404
   */
  disband(id: string, now: Moment): Departed[] {
    const { sql } = this.#options;
    const head = this.get(id);
    if (head === undefined) throw noSuchChatroom(id);
    const members = sql.all(MEMBERS, head.number) as [string][];
    for (const [userId] of members) this.leave(head, userId, now);
    this.#drop(head);
    return members.map(([userId]) => ({
      id: userId,
      ordinal: this.nextOrdinal(),
    }));
  }

  /** Adds a chatroom that does not exist, without members. */
  create(
    id: string,
    createdBy: string,
    { name = id, time }: { name: string | undefined; time: number },
  ): RoomHead {
    const { sql, counters, conversations } = this.#options;
    const configured: Configured = {
      settings: defaultSettings(name),
      passwordHash: undefined,
      version: 1,
    };
    const counts = { members: 0, joins: 0, sanctions: 0 };
    const made = { createdBy, createdAt: time, creator: "" };
    const { key } = chatroomConversation(id);
    const head = conversations.add(key, {
      type: CHATROOM,
      room: { ...made, ...counts, configured },
    });
    sql.run(ADD, head.number, createdBy, time, ...configuredValues(configured));
    counters.now.chatrooms++;
    return head as RoomHead;
  }

  /** Adds a user who is not a member; the first of all becomes the creator. */
  enter(
    head: RoomHead,
    userId: string,
    { now: { time }, wasAdded }: { now: Moment; wasAdded: boolean },
  ): void {
    const { counters, conversations } = this.#options;
    const { room } = head;
    const isFirst = room.creator === "";
    room.joins++;
    room.members++;
    counters.now.memberships++;
    conversations.addParty(head, userId, {
      joinedAt: time,
      ordinal: room.joins,
      rank: isFirst ? CREATOR : MEMBER,
      wasAdded,
    });
    if (isFirst) room.creator = userId;
    this.#write(head, null);
  }

  /** Removes a member; returns who becomes the creator for that. */
  leave(
    head: RoomHead,
    userId: string,
    { steady }: Moment,
  ): string | undefined {
    const { counters, conversations } = this.#options;
    const { room } = head;
    room.members--;
    counters.now.memberships--;
    conversations.removeParty(head, userId);
    const heir = room.creator === userId
      ? this.heirOf(head, userId)
      : undefined;
    if (room.creator === userId) room.creator = heir ?? "";
    if (heir !== undefined) this.#setRank(head, heir, CREATOR);
    this.#write(head, room.members === 0 ? steady : null);
    return heir;
  }

  /** Stores what admins have decided about a chatroom. */
  configure(head: RoomHead, configured: Configured): void {
    const { sql, conversations } = this.#options;
    sql.run(CONFIGURE, ...configuredValues(configured), head.number);
    head.room.configured = configured;
    conversations.reconfigured(head);
  }

  /** Sets a member's rank; there has to be one creator after all changes. */
  setRank(head: RoomHead, userId: string, rank: Rank): void {
    this.#setRank(head, userId, rank);
    if (rank !== CREATOR) return;
    head.room.creator = userId;
    this.#options.sql.run(CREATOR_IS, userId, head.number);
  }

  /** As `heirOf` of the domain, without this member, in place of whom it is. */
  heirOf({ number }: RoomHead, userId: string): string | undefined {
    const { sql } = this.#options;
    const [heir] = sql.get(FIRST_ADMIN, number, userId) ??
      sql.get(FIRST_MEMBER, number, userId) ?? [];
    return heir as string | undefined;
  }

  /** Removes some that have been empty since a time; returns which. */
  forgetEmpty(since: number, limit: number): ConversationKey[] {
    const { sql, conversations } = this.#options;
    const empty = this.#passedOver
      .firstOf<[number]>(sql.iterate(EMPTY, since), limit);
    return empty.map(([number]) =>
      this.#passedOver.attempt(number, () => {
        const head = conversations.numbered(number);
        this.#drop(head);
        return head.key;
      })
    );
  }

  #drop(head: Head): void {
    const { sql, counters, conversations } = this.#options;
    sql.run(REMOVE, head.number);
    conversations.drop(head);
    counters.now.chatrooms--;
    counters.now.sanctions -= head.room?.sanctions ?? 0;
  }

  #setRank(head: RoomHead, userId: string, rank: Rank): void {
    const { conversations } = this.#options;
    const party = conversations.party(head, userId);
    if (party) conversations.setRank(head, userId, party, rank);
  }

  #hiddenUpTo(head: RoomHead, userId: string): number {
    return hiddenUpTo(head, this.#options.conversations.party(head, userId));
  }

  #write({ number, room }: RoomHead, emptySince: number | null): void {
    const { creator, members, joins } = room;
    this.#options.sql.run(PLACES, creator, members, joins, emptySince, number);
  }
}
