import { CHATROOM, type ConversationRef } from "../../../domain/ids.ts";
import type { Message } from "../../../domain/model.ts";
import { MEMBER } from "../../../domain/rank.ts";
import {
  type AdditionRefusal,
  capOf,
  isModerator,
  refusedAddition,
  refusedEntry,
  refusedSend,
} from "../../../domain/room_policy.ts";
import type { Moment } from "../../memory/moments.ts";
import {
  bannedFrom,
  blockedBy,
  entryRefused,
  sendRefused,
} from "../../shared/refusals.ts";
import type { ActorId } from "../calls.ts";
import { idOf, type RoomHead } from "../records/room_head.ts";
import type { ChangeRequest } from "../../message_changes.ts";
import type { DiskBlocks } from "./disk_blocks.ts";
import type { DiskChatrooms } from "./disk_chatrooms.ts";
import type { DiskConversations } from "./disk_conversations.ts";
import type { DiskSanctions } from "./disk_sanctions.ts";
import type { DiskSlowSends } from "./disk_slow_sends.ts";
import type { DiskUsers } from "./disk_users.ts";

/** What {@linkcode DiskRoomPolicy} needs. */
export interface DiskRoomPolicyOptions {
  readonly chatrooms: DiskChatrooms;
  readonly conversations: DiskConversations;
  readonly users: DiskUsers;
  readonly blocks: DiskBlocks;
  readonly sanctions: DiskSanctions;
  readonly slowSends: DiskSlowSends;
  /** Most members of a chatroom. */
  readonly maxMembers: number;
}

/** Who may join a chatroom in the file, be added to it, and send to it. */
export class DiskRoomPolicy {
  #options: DiskRoomPolicyOptions;

  constructor(options: DiskRoomPolicyOptions) {
    this.#options = options;
  }

  /** @throws {ReplyError} 403 when somebody who is no member may not join */
  requireEntry(
    head: RoomHead,
    userId: string,
    { passedHash, now }: { passedHash: string | undefined; now: Moment },
  ): void {
    const { settings, passwordHash } = head.room.configured;
    const ban = this.#find("ban", head, { userId, now });
    const refusal = refusedEntry({
      isBanned: ban !== undefined,
      join: settings.join,
      hasPassword: passedHash !== undefined && passedHash === passwordHash,
      members: head.room.members,
      cap: this.#capOf(head),
    });
    if (refusal === undefined) return;
    const id = idOf(head);
    if (refusal === "banned") throw bannedFrom(id, ban);
    throw entryRefused(refusal, id);
  }

  /** Why somebody who is no member cannot be added; undefined if they can. */
  refusedAddition(
    head: RoomHead,
    actor: ActorId,
    { id, now }: { id: string; now: Moment },
  ): AdditionRefusal | undefined {
    const { users, blocks, chatrooms } = this.#options;
    return refusedAddition({
      isKnown: users.get(id) !== undefined,
      hasBlocked: actor !== null && blocks.has(id, actor),
      isBanned: this.#find("ban", head, { userId: id, now }) !== undefined,
      members: head.room.members,
      cap: chatrooms.takesAdded(id) ? this.#capOf(head) : 0,
    });
  }

  /** @throws {ReplyError} 403, 429 when a member may not send now */
  requireSend(head: RoomHead, userId: string, now: Moment): void {
    const { slowMode } = head.room.configured.settings;
    const sinceLast = slowMode === 0
      ? undefined
      : this.#options.slowSends.since(head.number, userId, now);
    this.#require(head, userId, { now, sinceLast });
  }

  /** The same where slow mode does not count. @throws {ReplyError} 403 */
  requireTalk(head: RoomHead, userId: string, now: Moment): void {
    this.#require(head, userId, { now, sinceLast: undefined });
  }

  #require(
    head: RoomHead,
    userId: string,
    { now, sinceLast }: { now: Moment; sinceLast: number | undefined },
  ): void {
    const { configured: { settings }, sanctions } = head.room;
    const { send, slowMode } = settings;
    if (send === "all" && slowMode === 0 && sanctions === 0) return;
    const mute = this.#find("mute", head, { userId, now });
    const rank = this.#rankOf(head, userId);
    const isMuted = mute !== undefined;
    const refusal = refusedSend({ rank, isMuted, send, slowMode, sinceLast });
    if (refusal === undefined) return;
    const retryAfter = slowMode - (sinceLast ?? 0);
    throw sendRefused(refusal, { mute, retryAfter });
  }

  /** @throws {ReplyError} 403 when a member may not edit, or react, now */
  requireChange(
    head: RoomHead,
    { userId, kind }: Pick<ChangeRequest, "userId" | "kind">,
    now: Moment,
  ): void {
    if (kind === "recalled") return;
    const { configured: { settings } } = head.room;
    const mute = this.#find("mute", head, { userId, now });
    const refusal = refusedSend({
      rank: this.#rankOf(head, userId),
      isMuted: mute !== undefined,
      send: kind === "edited" ? settings.send : "all",
      slowMode: 0,
      sinceLast: undefined,
    });
    if (refusal !== undefined) {
      throw sendRefused(refusal, { mute, retryAfter: 0 });
    }
  }

  /** As `Storage.speaker`. @throws {ReplyError} 404, 403 */
  speaker(
    { type, target }: ConversationRef,
    userId: string,
    now: Moment,
  ): Message["sender"] {
    const { chatrooms, blocks, users } = this.#options;
    if (type === CHATROOM) {
      this.requireTalk(chatrooms.findFor(target, userId, now), userId, now);
    } else if (blocks.has(target, userId)) throw blockedBy(target);
    return { id: userId, name: users.nameOf(userId) };
  }

  /** A member has sent a message. */
  noteSend(head: RoomHead, userId: string, now: Moment): void {
    const { slowMode } = head.room.configured.settings;
    if (slowMode === 0 || isModerator(this.#rankOf(head, userId))) return;
    this.#options.slowSends.note(head.number, userId, now);
  }

  #rankOf(head: RoomHead, userId: string) {
    return this.#options.conversations.party(head, userId)?.rank ?? MEMBER;
  }

  #find(
    kind: "ban" | "mute",
    head: RoomHead,
    { userId, now }: { userId: string; now: Moment },
  ) {
    const query = { kind, userId, now: now.time };
    return this.#options.sanctions.find(head, query);
  }

  #capOf({ room }: RoomHead): number {
    return capOf(room.configured.settings, this.#options.maxMembers);
  }
}
