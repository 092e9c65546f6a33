// deno-lint-ignore-file require-await -- a throw has to become a rejection

import {
  applyChange,
  type Configured,
  type SettingsChange,
} from "../../domain/chatroom_settings.ts";
import { CHATROOM, type ConversationRef, SYSTEM } from "../../domain/ids.ts";
import type { Chatroom, Member, Message } from "../../domain/model.ts";
import { type Rank, STRANGER } from "../../domain/rank.ts";
import {
  capOf,
  rankChanges,
  refusedAddition,
  refusedEntry,
  type RoomAct,
  standsAbove,
} from "../../domain/room_policy.ts";
import { LIFTED, type SanctionChange } from "../../domain/sanction.ts";
import { type Actor, type Reader, SERVICE } from "../actor.ts";
import type {
  Added,
  AddedMember,
  Admission,
  Departed,
  Governance,
  RankSet,
  Reconfigured,
  Removed,
  Sanctioned,
  SanctionsPage,
} from "../governance.ts";
import type { ListPosition } from "../list_position.ts";
import {
  bannedFrom,
  blockedBy,
  cannotBeAdded,
  entryRefused,
  noSuchMember,
  notAbove,
} from "../shared/refusals.ts";
import type { Founded, Founding } from "../administration.ts";
import type { DataTotals } from "./data_totals.ts";
import type { MemoryBlocks } from "./memory_blocks.ts";
import type { MemoryChatroom } from "./memory_chatroom.ts";
import type { MemoryChatrooms } from "./memory_chatrooms.ts";
import type { MemoryUsers } from "./memory_users.ts";
import type { Moment, Moments } from "./moments.ts";

/** What {@linkcode MemoryGovernance} needs. */
export interface MemoryGovernanceOptions {
  readonly chatrooms: MemoryChatrooms;
  readonly users: MemoryUsers;
  readonly blocks: MemoryBlocks;
  readonly moments: Moments;
  /** Counts what applications keep beside chatrooms. */
  readonly data: DataTotals;
  /** Most members of a chatroom. */
  readonly maxMembers: number;
  /** Makes a user a member whom somebody else adds. */
  readonly enter: (room: MemoryChatroom, userId: string, now: Moment) => void;
  /** Ends a membership; returns who becomes the creator for that. */
  readonly leave: (
    room: MemoryChatroom,
    userId: string,
  ) => string | undefined;
}

/** What admins do to the chatrooms of a `MemoryStorage` and to their members. */
export class MemoryGovernance implements Omit<Governance, "block" | "blocks"> {
  #options: MemoryGovernanceOptions;

  constructor(options: MemoryGovernanceOptions) {
    this.#options = options;
  }

  /** @throws {ReplyError} 403 when somebody who is no member may not join */
  requireEntry(
    room: MemoryChatroom,
    userId: string,
    { passedHash, now }: { passedHash: string | undefined; now: Moment },
  ): void {
    const { settings, passwordHash } = room.configured;
    const ban = room.sanctions.find("ban", userId, now.time);
    const refusal = refusedEntry({
      isBanned: ban !== undefined,
      join: settings.join,
      hasPassword: passedHash !== undefined && passedHash === passwordHash,
      members: room.members.size,
      cap: this.#capOf(room),
    });
    if (refusal === undefined) return;
    if (refusal === "banned") throw bannedFrom(room.id, ban);
    throw entryRefused(refusal, room.id);
  }

  /** As `Storage.speaker`. */
  async speaker(
    { type, target }: ConversationRef,
    userId: string,
  ): Promise<Message["sender"]> {
    const { chatrooms, blocks, users, moments } = this.#options;
    const now = moments.now();
    if (type === CHATROOM) {
      chatrooms.findFor(target, userId, now).requireTalk(userId, now);
    } else if (blocks.has(target, userId)) throw blockedBy(target);
    return { id: userId, name: users.nameOf(userId) };
  }

  async admission(chatroomId: string): Promise<Admission | undefined> {
    const room = this.#options.chatrooms.get(chatroomId);
    if (room === undefined) return undefined;
    const { settings: { join }, passwordHash } = room.configured;
    return { join, passwordHash };
  }

  async readChatroom(chatroomId: string, reader: Reader): Promise<Chatroom> {
    const room = this.#options.chatrooms.find(chatroomId);
    const isStranger = reader !== SERVICE && room.standing(reader) === STRANGER;
    if (!isStranger) return room.toChatroom();
    const { time } = this.#options.moments.now();
    const ban = room.sanctions.find("ban", reader, time);
    const isOpen = room.configured.settings.join === "open";
    if (ban !== undefined || !isOpen) room.requireMember(reader, time);
    return room.toChatroom();
  }

  async configure(
    chatroomId: string,
    actor: Actor,
    change: SettingsChange,
  ): Promise<Reconfigured> {
    const { room } = this.#begin(chatroomId, actor, "configure");
    const before = room.configured;
    const after = applyChange(before, change);
    const changed = after !== before;
    if (changed) this.#configure(room, after);
    return { chatroom: room.toChatroom(), changed };
  }

  /** As `Administration.create`, in one go. */
  found(chatroomId: string, { settings, userIds }: Founding): Founded {
    const { chatrooms, moments, leave } = this.#options;
    const now = moments.now();
    const room = chatrooms.createEmpty(chatroomId, settings.name, now);
    try {
      this.#configure(room, applyChange(room.configured, settings));
      const added = userIds.map((id) => this.#addFirst(room, id, now));
      return { chatroom: room.toChatroom(), added };
    } catch (fault) {
      for (const id of [...room.members.ids()].reverse()) leave(room, id);
      chatrooms.remove(room);
      throw fault;
    }
  }

  /** @throws {ReplyError} 403 */
  #addFirst(room: MemoryChatroom, id: string, now: Moment): AddedMember {
    const reason = this.#refusedAddition(room, SERVICE, { id, now });
    if (reason !== undefined) throw cannotBeAdded({ id, reason });
    return this.#addOne(room, id, now);
  }

  /** @throws {ReplyError} 503 when there is no room for its data */
  #configure(room: MemoryChatroom, after: Configured): void {
    const { data } = this.#options;
    const { settings: before } = room.configured;
    data.requireRoom(before.data, after.settings.data);
    data.replace(before.data, after.settings.data);
    room.configured = after;
  }

  async setRank(
    chatroomId: string,
    actor: Actor,
    { userId, rank }: { userId: string; rank: Rank },
  ): Promise<RankSet> {
    const begun = this.#begin(chatroomId, actor, "set-rank");
    const { room, standing, now } = begun;
    const target = room.members.get(userId);
    if (target === undefined) throw noSuchMember(chatroomId, userId);
    const isChange = target.rank !== rank;
    if (isChange && !standsAbove(standing, target.rank)) throw notAbove(userId);
    const changes = rankChanges({
      creator: room.creator,
      target,
      rank,
      heir: () => room.members.heirOf(userId),
    });
    for (const each of changes) room.setRank(each.userId, each.rank);
    return { member: this.memberOf(room, userId, now), changes };
  }

  async remove(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Removed> {
    const { room, standing } = this.#begin(chatroomId, actor, "remove");
    for (const userId of userIds) {
      if (!standsAbove(standing, room.standing(userId))) throw notAbove(userId);
    }
    const creator = room.creator;
    const removed = userIds
      .filter((userId) => room.members.get(userId) !== undefined)
      .map((userId) => this.#expel(room, userId));
    return { removed, heir: heirAfter(room, creator) };
  }

  async add(
    chatroomId: string,
    actor: Actor,
    userIds: readonly string[],
  ): Promise<Added> {
    const { room, now } = this.#begin(chatroomId, actor, "add");
    const added: AddedMember[] = [];
    const refused: Added["refused"][number][] = [];
    for (const id of userIds) {
      if (room.members.get(id) !== undefined) continue;
      const reason = this.#refusedAddition(room, actor, { id, now });
      if (reason === undefined) added.push(this.#addOne(room, id, now));
      else refused.push({ id, reason });
    }
    return { added, refused };
  }

  async sanction(
    chatroomId: string,
    actor: Actor,
    change: SanctionChange,
  ): Promise<Sanctioned> {
    const begun = this.#begin(chatroomId, actor, "sanction");
    const { room, standing, now } = begun;
    const { userId, kind, until } = change;
    if (!standsAbove(standing, room.standing(userId))) throw notAbove(userId);
    const by = actor === SERVICE ? SYSTEM : actor;
    const changed = room.sanctions.change(change, { by, at: now.time });
    const wasMember = room.members.get(userId) !== undefined;
    const removes = kind === "ban" && until !== LIFTED && wasMember;
    const creator = room.creator;
    const removed = removes ? this.#expel(room, userId) : undefined;
    return { changed, wasMember, removed, heir: heirAfter(room, creator) };
  }

  async sanctions(
    chatroomId: string,
    actor: Actor,
    page: { after: ListPosition | undefined; count: number },
  ): Promise<SanctionsPage> {
    const { room, now } = this.#begin(chatroomId, actor, "list-sanctions");
    return room.sanctions.page(page, now.time);
  }

  /** A member as others see them. */
  memberOf(room: MemoryChatroom, id: string, { time }: Moment): Member {
    const member = room.members.get(id);
    if (member === undefined) throw noSuchMember(room.id, id);
    const mute = room.sanctions.find("mute", id, time);
    return {
      id,
      name: this.#options.users.nameOf(id),
      joinedAt: member.joinedAt,
      rank: member.rank,
      muted: mute === undefined ? undefined : { until: mute.until },
    };
  }

  /** @throws {ReplyError} 404, 403 */
  #begin(chatroomId: string, actor: Actor, act: RoomAct) {
    const { chatrooms, moments } = this.#options;
    const now = moments.now();
    const room = chatrooms.find(chatroomId);
    return { room, now, standing: room.requireAct(act, actor, now) };
  }

  #refusedAddition(
    room: MemoryChatroom,
    actor: Actor,
    { id, now }: { id: string; now: Moment },
  ) {
    const { users, blocks, chatrooms } = this.#options;
    return refusedAddition({
      isKnown: users.has(id),
      hasBlocked: actor !== SERVICE && blocks.has(id, actor),
      isBanned: room.sanctions.find("ban", id, now.time) !== undefined,
      members: room.members.size,
      cap: chatrooms.takesAdded(id) ? this.#capOf(room) : 0,
    });
  }

  #addOne(room: MemoryChatroom, id: string, now: Moment): AddedMember {
    const { chatrooms, users, enter } = this.#options;
    enter(room, id, now);
    const joined = chatrooms.joined(room, id, true);
    const { lastSequence, lastChange, ordinal, hiddenUpTo } = joined;
    const name = users.nameOf(id);
    return { id, name, lastSequence, lastChange, ordinal, hiddenUpTo };
  }

  #expel(room: MemoryChatroom, id: string): Departed {
    const { leave, chatrooms } = this.#options;
    leave(room, id);
    return { id, ordinal: chatrooms.nextOrdinal() };
  }

  #capOf(room: MemoryChatroom): number {
    return capOf(room.configured.settings, this.#options.maxMembers);
  }
}

/** The creator, if it is another one than before and there is one. */
function heirAfter(room: MemoryChatroom, before: string): string | undefined {
  const { creator } = room;
  return creator === before || creator === "" ? undefined : creator;
}
