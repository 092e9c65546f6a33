import {
  type Configured,
  defaultSettings,
} from "../../domain/chatroom_settings.ts";
import { chatroomConversation } from "../../domain/ids.ts";
import type { Chatroom } from "../../domain/model.ts";
import {
  CREATOR,
  MEMBER,
  type Rank,
  SERVICE_RANK,
  type Standing,
  STRANGER,
} from "../../domain/rank.ts";
import { isModerator, mayAct, refusedSend } from "../../domain/room_policy.ts";
import type { RoomAct } from "../../domain/room_policy.ts";
import { type Actor, SERVICE } from "../actor.ts";
import type { ChangeRequest } from "../message_changes.ts";
import {
  bannedFrom,
  notAMember,
  rankTooLow,
  sendRefused,
} from "../shared/refusals.ts";
import { MemberList } from "./member_list.ts";
import { MemoryConversation } from "./memory_conversation.ts";
import { MemorySanctions } from "./memory_sanctions.ts";
import type { Moment } from "./moments.ts";
import type { SanctionTotals } from "./sanction_totals.ts";
import { SlowSends } from "./slow_sends.ts";

/** What a {@linkcode MemoryChatroom} begins with. */
export interface MemoryChatroomOptions {
  readonly id: string;
  readonly name: string;
  /** Whose join created it. */
  readonly createdBy: string;
  /** Unix time in milliseconds. */
  readonly createdAt: number;
  /** Messages kept. */
  readonly historyLimit: number;
  /** Counts its sanctions, too. */
  readonly sanctionTotals: SanctionTotals;
}

/** One chatroom in memory: its members, and what its admins have decided. */
export class MemoryChatroom {
  readonly id: string;
  /** It counts for their quota, whoever is its creator now. */
  readonly createdBy: string;
  readonly createdAt: number;
  readonly members = new MemberList();
  readonly conversation: MemoryConversation;
  readonly sanctions: MemorySanctions;
  readonly #slowSends = new SlowSends();
  #configured: Configured;
  #creator = "";

  constructor(options: MemoryChatroomOptions) {
    const { id, name, createdBy, createdAt, historyLimit } = options;
    this.sanctions = new MemorySanctions(options.sanctionTotals, createdBy);
    this.id = id;
    this.createdBy = createdBy;
    this.createdAt = createdAt;
    const { key } = chatroomConversation(id);
    this.conversation = new MemoryConversation(key, historyLimit);
    this.#configured = {
      settings: defaultSettings(name),
      passwordHash: undefined,
      version: 1,
    };
  }

  get name(): string {
    return this.#configured.settings.name;
  }

  get configured(): Configured {
    return this.#configured;
  }

  set configured(configured: Configured) {
    this.#configured = configured;
    this.conversation.showsAll = configured.settings.history === "all";
  }

  /** Adds a member; the first of all becomes the creator. */
  enter(userId: string, joinedAt: number, wasAdded: boolean): void {
    const isFirst = this.#creator === "";
    this.conversation.addPosition(userId, joinedAt);
    const rank = isFirst ? CREATOR : MEMBER;
    this.members.add(userId, { joinedAt, rank, wasAdded });
    if (isFirst) this.#creator = userId;
  }

  /** Removes a member; returns who becomes the creator for that. */
  exit(userId: string): string | undefined {
    this.conversation.positions.delete(userId);
    this.members.remove(userId);
    if (userId !== this.#creator) return undefined;
    const heir = this.members.heirOf(userId);
    this.#creator = heir ?? "";
    if (heir !== undefined) this.members.setRank(heir, CREATOR);
    return heir;
  }

  /** Sets a member's rank; there has to be one creator after all changes. */
  setRank(userId: string, rank: Rank): void {
    this.members.setRank(userId, rank);
    if (rank === CREATOR) this.#creator = userId;
  }

  /** The member above all others; empty while there are no members. */
  get creator(): string {
    return this.#creator;
  }

  /** Where somebody stands here. */
  standing(actor: Actor): Standing {
    if (actor === SERVICE) return SERVICE_RANK;
    return this.members.get(actor)?.rank ?? STRANGER;
  }

  /**
   * Where somebody stands who may do this. @throws {ReplyError} 403
   */
  requireAct(act: RoomAct, actor: Actor, { time }: Moment): Standing {
    const standing = this.requireMember(actor, time);
    const { join } = this.#configured.settings;
    if (!mayAct(act, { standing, join })) throw rankTooLow(this.id);
    return standing;
  }

  /** Where a member, or the service, stands. @throws {ReplyError} 403 */
  requireMember(actor: Actor, now: number): Standing {
    const standing = this.standing(actor);
    if (standing !== STRANGER || actor === SERVICE) return standing;
    const ban = this.sanctions.find("ban", actor, now);
    throw ban === undefined ? notAMember(this.id) : bannedFrom(this.id, ban);
  }

  /** @throws {ReplyError} 403, 429 when the member may not send now */
  requireSend(userId: string, now: Moment): void {
    this.#require(userId, now, this.#slowSends.since(userId, now.steady));
  }

  /** The same where slow mode does not count. @throws {ReplyError} 403 */
  requireTalk(userId: string, now: Moment): void {
    this.#require(userId, now, undefined);
  }

  #require(
    userId: string,
    { time }: Moment,
    sinceLast: number | undefined,
  ): void {
    const { settings: { send, slowMode } } = this.#configured;
    const isFree = send === "all" && slowMode === 0;
    if (isFree && this.sanctions.size === 0) return;
    const mute = this.sanctions.find("mute", userId, time);
    const rank = this.members.get(userId)?.rank ?? MEMBER;
    const isMuted = mute !== undefined;
    const facts = { rank, isMuted, send, slowMode, sinceLast };
    const refusal = refusedSend(facts);
    if (refusal === undefined) return;
    const retryAfter = slowMode - (sinceLast ?? 0);
    throw sendRefused(refusal, { mute, retryAfter });
  }

  /**
   * Returns the member's rank.
   *
   * @throws {ReplyError} 403 when the member may not edit, or react, now
   */
  requireChange(
    userId: string,
    kind: ChangeRequest["kind"],
    { time }: Moment,
  ): Rank {
    const rank = this.members.get(userId)?.rank ?? MEMBER;
    if (kind === "recalled") return rank;
    const mute = this.sanctions.find("mute", userId, time);
    const refusal = refusedSend({
      rank,
      isMuted: mute !== undefined,
      send: kind === "edited" ? this.#configured.settings.send : "all",
      slowMode: 0,
      sinceLast: undefined,
    });
    if (refusal !== undefined) {
      throw sendRefused(refusal, { mute, retryAfter: 0 });
    }
    return rank;
  }

  /** A member has sent a message. */
  noteSend(userId: string, { steady }: Moment): void {
    const { slowMode } = this.#configured.settings;
    if (slowMode === 0 || isModerator(this.standing(userId))) return;
    this.#slowSends.note(userId, steady, slowMode);
  }

  /** As plain data. */
  toChatroom(): Chatroom {
    const { settings, version } = this.#configured;
    return {
      id: this.id,
      name: settings.name,
      creator: this.#creator,
      createdAt: this.createdAt,
      memberCount: this.members.size,
      join: settings.join,
      send: settings.send,
      history: settings.history,
      maxMembers: settings.maxMembers,
      slowMode: settings.slowMode,
      data: settings.data,
      version,
    };
  }
}
