import type { SettingsChange } from "../../../domain/chatroom_settings.ts";
import {
  CHATROOM,
  type ConversationKey,
  type ConversationRef,
  refOf,
} from "../../../domain/ids.ts";
import type { Message, User } from "../../../domain/model.ts";
import { MEMBER, type Rank } from "../../../domain/rank.ts";
import type { SanctionChange } from "../../../domain/sanction.ts";
import type { Moment } from "../../memory/moments.ts";
import { requestKeyOf, requireRank } from "../../shared/draft.ts";
import {
  beyondLast,
  conflict,
  noSuchChatroom,
  noSuchMessage,
} from "../../shared/refusals.ts";
import type { BeforeStart, HookEvent } from "../../outbox.ts";
import type { Draft, Joined, JoinTerms, ReadMark } from "../../storage.ts";
import type { ChangeRequest } from "../../message_changes.ts";
import type {
  Left,
  RankSet,
  Reconfigured,
  Removed,
  Sanctioned,
} from "../../governance.ts";
import type {
  ActorId,
  Rewritten,
  SettledEvent,
  Stored,
  Upkeep,
  WriteCalls,
} from "../calls.ts";
import type { DiskBounds } from "../disk_bounds.ts";
import type { SqlFile } from "../file/sql.ts";
import type { Head } from "../records/head.ts";
import { hiddenUpTo, type RoomHead } from "../records/room_head.ts";
import { Counters } from "./counters.ts";
import { DiskBlocks } from "./disk_blocks.ts";
import { DiskChatrooms } from "./disk_chatrooms.ts";
import { DiskClearing } from "./disk_clearing.ts";
import { DiskConversations } from "./disk_conversations.ts";
import { DiskEvents } from "./disk_events.ts";
import { DiskForgetting } from "./disk_forgetting.ts";
import { type Acting, DiskGovernance } from "./disk_governance.ts";
import { DiskMessages } from "./disk_messages.ts";
import { DiskPrivates } from "./disk_privates.ts";
import {
  DiskRequestIds,
  type Recollection,
  type Remembered,
} from "./disk_request_ids.ts";
import { DiskRoomPolicy } from "./disk_room_policy.ts";
import { DiskSanctions } from "./disk_sanctions.ts";
import { DiskSlowSends } from "./disk_slow_sends.ts";
import {
  OperatorCalls,
  type OperatorParts,
  operatorParts,
} from "./operator_calls.ts";
import { DiskUsers } from "./disk_users.ts";

/**
 * Changes the file. Each call decides and writes in one go, in a transaction
 * that the caller begins and commits. A call that refuses has written nothing:
 * all checks come before the first write.
 */
export class DiskWriter extends OperatorCalls implements WriteCalls {
  #counters: Counters;
  #users: DiskUsers;
  #conversations: DiskConversations;
  #chatrooms: DiskChatrooms;
  #privates: DiskPrivates;
  #messages: DiskMessages;
  #requestIds: DiskRequestIds;
  #blocks: DiskBlocks;
  #policy: DiskRoomPolicy;
  #governance: DiskGovernance;
  #forgetting: DiskForgetting;
  #clearing: DiskClearing;
  #events: DiskEvents;
  protected readonly operator: OperatorParts;
  protected now: Moment = { time: 0, steady: 0 };

  constructor(sql: SqlFile, bounds: DiskBounds, elapsed: () => number) {
    super();
    const counters = new Counters(sql);
    const conversations = new DiskConversations({ sql, counters });
    const parts = { ...bounds, sql, counters, conversations, elapsed };
    const users = new DiskUsers(parts);
    const chatrooms = new DiskChatrooms(parts);
    const privates = new DiskPrivates(parts);
    const messages = new DiskMessages(parts);
    const requestIds = new DiskRequestIds(parts);
    const blocks = new DiskBlocks({ ...parts, users });
    const sanctions = new DiskSanctions(parts);
    const slowSends = new DiskSlowSends(sql);
    const governed = { ...parts, users, chatrooms, blocks, sanctions };
    const policy = new DiskRoomPolicy({ ...governed, slowSends });
    this.#counters = counters;
    this.#conversations = conversations;
    this.#users = users;
    this.#chatrooms = chatrooms;
    this.#privates = privates;
    this.#messages = messages;
    this.#requestIds = requestIds;
    this.#blocks = blocks;
    this.#policy = policy;
    this.#governance = new DiskGovernance({ ...governed, policy });
    this.#forgetting = new DiskForgetting({ ...governed, privates });
    const governance = this.#governance;
    const changed = { messages, requestIds, forgetting: this.#forgetting };
    this.operator = operatorParts({ ...governed, ...changed, governance });
    const cleared = { messages, requestIds, sanctions, slowSends };
    this.#clearing = new DiskClearing({ ...parts, ...cleared });
    this.#events = new DiskEvents({ sql, events: bounds.events });
  }

  /** How much there is of everything. */
  get counters(): Counters {
    return this.#counters;
  }

  /** How many events wait, and were dropped since the start. */
  get events(): { readonly waiting: number; readonly dropped: number } {
    return { waiting: this.#events.size, dropped: this.#events.dropped };
  }

  /** Sets the time of the calls that follow. */
  at(now: Moment): void {
    this.now = now;
  }

  /** Writes what is written once a transaction. */
  flush(): void {
    this.#conversations.flush();
    this.#counters.write();
  }

  /** Drops all that is cached, as the file has been rolled back. */
  reset(): void {
    this.#counters.reset();
    this.#users.reset();
    this.#conversations.reset();
    this.#requestIds.reset();
    this.#forgetting.reset();
    this.#events.reset();
  }

  enter(userId: string, name: string | null): User {
    return this.#users.enter(userId, name ?? undefined, this.now);
  }

  touch(userId: string): null {
    this.#users.touch(userId, this.now);
    return null;
  }

  readonly setProfile: WriteCalls["setProfile"] = (userId, change) =>
    this.#users.setProfile(userId, change, this.now);

  readonly speaker: WriteCalls["speaker"] = (ref, userId) =>
    this.#policy.speaker(ref, userId, this.now);

  join(
    chatroomId: string,
    userId: string,
    name: string | null,
    { passedHash, mayCreate = true }: JoinTerms,
  ): Joined {
    const now = this.now;
    const known = this.#chatrooms.get(chatroomId);
    if (known && this.#conversations.party(known, userId)) {
      return this.#chatrooms.joined(known, userId, false);
    }
    if (known) this.#policy.requireEntry(known, userId, { passedHash, now });
    else if (!mayCreate) throw noSuchChatroom(chatroomId);
    this.#chatrooms.requireQuota(known, userId);
    this.#chatrooms.requirePlace(known);
    this.#users.enter(userId, undefined, now);
    const about = { name: name ?? undefined, time: now.time };
    const room = known ?? this.#chatrooms.create(chatroomId, userId, about);
    this.#chatrooms.enter(room, userId, { now, wasAdded: false });
    return this.#chatrooms.joined(room, userId, true);
  }

  leave(chatroomId: string, userId: string): Left {
    const now = this.now;
    const room = this.#chatrooms.findFor(chatroomId, userId, now);
    const heir = this.#chatrooms.leave(room, userId, now);
    return { ordinal: this.#chatrooms.nextOrdinal(), heir };
  }

  configure(
    chatroomId: string,
    actor: ActorId,
    change: SettingsChange,
  ): Reconfigured {
    return this.#governance.configure(chatroomId, this.#acting(actor), change);
  }

  setRank(
    chatroomId: string,
    actor: ActorId,
    target: { userId: string; rank: Rank },
  ): RankSet {
    return this.#governance.setRank(chatroomId, this.#acting(actor), target);
  }

  remove(
    chatroomId: string,
    actor: ActorId,
    userIds: readonly string[],
  ): Removed {
    return this.#governance.remove(chatroomId, this.#acting(actor), userIds);
  }

  readonly add: WriteCalls["add"] = (chatroomId, actor, userIds) =>
    this.#governance.add(chatroomId, this.#acting(actor), userIds);

  sanction(
    chatroomId: string,
    actor: ActorId,
    change: SanctionChange,
  ): Sanctioned {
    return this.#governance.sanction(chatroomId, this.#acting(actor), change);
  }

  block(userId: string, otherId: string, blocked: boolean): null {
    if (blocked) this.#blocks.add(userId, otherId, this.now);
    else this.#blocks.remove(userId, otherId);
    return null;
  }

  readonly membership: WriteCalls["membership"] = (...asked) =>
    this.#chatrooms.membership(...asked);

  append(draft: Draft): Stored {
    const now = this.now;
    const { conversation: ref, senderId, privileged } = draft;
    const room = this.#chatrooms.findForDraft(draft, now);
    const title = room?.room.configured.settings.name ??
      this.#users.nameOf(ref.target);
    const known = this.#recall(draft, room);
    if (known === "conflict") throw conflict(draft);
    if (known === "new") this.#requireSend(draft, room);
    this.#users.requirePlace(senderId);
    if (known === "new" && !room) {
      this.#privates.requirePlace(ref.key, senderId);
    }
    const { name } = this.#users.sender(senderId, now);
    if (known !== "new") {
      return { ...known, name, title, repeated: true, lastChange: 0 };
    }
    const { head, forgot } = room
      ? { head: room }
      : this.#privates.open(draft, now);
    const stored = this.#store(head, draft, { id: senderId, name });
    if (room && !privileged) this.#policy.noteSend(room, senderId, now);
    const { lastChange } = head;
    return { ...stored, name, title, repeated: false, lastChange, forgot };
  }

  read(key: ConversationKey, userId: string, sequence: number): ReadMark {
    const head = this.#find(refOf(key, userId), userId);
    const last = head?.last ?? 0;
    if (sequence > last) throw beyondLast(sequence, last);
    const party = head && this.#conversations.party(head, userId);
    if (head === undefined || party === undefined) {
      return { unread: 0, moved: false };
    }
    const moved = sequence > party.readSequence;
    if (moved) this.#conversations.setRead(head, userId, party, sequence);
    return { unread: this.#conversations.unread(head, userId), moved };
  }

  change(request: ChangeRequest): Rewritten {
    const { conversation: ref, userId, messageId } = request;
    const head = this.#find(ref, userId);
    this.#blocks.requireChange(request);
    if (head === undefined) throw noSuchMessage(messageId);
    if (head.room) {
      this.#policy.requireChange(head as RoomHead, request, this.now);
    }
    const party = this.#conversations.party(head, userId);
    const rank = party?.rank ?? MEMBER;
    const by = { request, rank, hidden: hiddenUpTo(head, party) };
    return this.#messages.change(head, by, this.now);
  }

  readonly forgetUsers: WriteCalls["forgetUsers"] = (ids, idleSince, ms) =>
    this.#forgetting.forgetUsers(ids, { idleSince, ms }, this.now);

  readonly forgetChatrooms: WriteCalls["forgetChatrooms"] = (...asked) =>
    this.#forgetting.forgetChatrooms(...asked);

  readonly clear: WriteCalls["clear"] = (kind, ms) =>
    this.#clearing.clear(kind, ms, this.now);

  shrink(): Upkeep {
    return this.#clearing.shrink();
  }

  openEvents(): BeforeStart {
    return this.#events.open(this.now);
  }

  setPresent(userId: string, isPresent: boolean): null {
    this.#events.setPresent(userId, isPresent);
    return null;
  }

  addEvents(events: readonly HookEvent[]): null {
    this.#events.add(events, this.now);
    return null;
  }

  settleEvents(settled: readonly SettledEvent[]): null {
    this.#events.settle(settled, this.now);
    return null;
  }

  withdrawEvents(userId: string, messageId?: string): null {
    if (messageId === undefined) this.#events.cameBack(userId, this.now);
    else this.#events.withdraw(userId, messageId, this.now);
    return null;
  }

  forgetEvents(userId: string): null {
    this.#events.forget(userId);
    return null;
  }

  retryEvent(id: string): boolean {
    return this.#events.retry(id, this.now);
  }

  probe(): null {
    this.#clearing.probe();
    return null;
  }

  /** The conversation, if it exists and the user may change it. */
  #find(ref: ConversationRef, userId: string): Head | RoomHead | undefined {
    return ref.type === CHATROOM
      ? this.#chatrooms.findFor(ref.target, userId, this.now)
      : this.#conversations.get(ref.key);
  }

  #acting(actor: ActorId): Acting {
    return { actor, now: this.now };
  }

  /** @throws {ReplyError} 403, 404, 429 when this may not be sent now */
  #requireSend(draft: Draft, room: RoomHead | undefined): void {
    const { senderId, privileged } = draft;
    if (room === undefined) this.#blocks.requireNone(draft);
    else if (!privileged) this.#policy.requireSend(room, senderId, this.now);
    if (draft.extras) this.#requireExtras(draft, room);
  }

  #recall(draft: Draft, room: Head | undefined): Recollection {
    if (requestKeyOf(draft) === undefined) return "new";
    const head = room ?? this.#conversations.get(draft.conversation.key);
    if (head === undefined) return "new";
    return this.#requestIds.find(head.number, draft, this.now);
  }

  /** @throws {ReplyError} 403 role, 404 */
  #requireExtras(draft: Draft, room: RoomHead | undefined): void {
    const { conversation: { key }, senderId, extras = {} } = draft;
    const head = room ?? this.#conversations.get(key);
    const party = head && this.#conversations.party(head, senderId);
    requireRank(draft, room && party ? party.rank : MEMBER);
    if (extras.replyTo === undefined) return;
    if (head === undefined) throw noSuchMessage(extras.replyTo);
    this.#messages.require(head, extras.replyTo, hiddenUpTo(head, party));
  }

  #store(head: Head, draft: Draft, sender: Message["sender"]): Remembered {
    const before = head.lastAt;
    const message = this.#messages.append(head, { draft, sender }, this.now);
    this.#conversations.setActive(head, before);
    this.#events.created(message, this.now);
    const party = this.#conversations.party(head, sender.id);
    const { id, sequence, createdAt } = message;
    if (party) this.#conversations.setOwn(head, sender.id, party, sequence);
    const stored = { id, sequence, createdAt };
    if (requestKeyOf(draft) !== undefined) {
      this.#requestIds.add(head.number, { draft, stored }, this.now);
    }
    return stored;
  }
}
