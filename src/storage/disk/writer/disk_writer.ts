import {
  CHATROOM,
  type ConversationKey,
  type ConversationRef,
  refOf,
} from "../../../domain/ids.ts";
import type { Message, User } from "../../../domain/model.ts";
import { MEMBER, rankOf } from "../../../domain/rank.ts";
import type { Moment } from "../../memory/moments.ts";
import { requestKeyOf } from "../../shared/draft.ts";
import { beyondLast, conflict, noSuchMessage } from "../../shared/refusals.ts";
import type {
  Draft,
  Joined,
  Left,
  Membership,
  ReadMark,
  RecallRequest,
} from "../../storage.ts";
import type { Rewritten, Stored, Upkeep, WriteCalls } from "../calls.ts";
import type { DiskBounds } from "../disk_bounds.ts";
import type { SqlFile } from "../file/sql.ts";
import type { Head } from "../records/head.ts";
import { Counters } from "./counters.ts";
import { DiskChatrooms, type RoomHead } from "./disk_chatrooms.ts";
import { DiskClearing } from "./disk_clearing.ts";
import { DiskConversations } from "./disk_conversations.ts";
import { DiskForgetting } from "./disk_forgetting.ts";
import { DiskMessages } from "./disk_messages.ts";
import { DiskPrivates } from "./disk_privates.ts";
import {
  DiskRequestIds,
  type Recollection,
  type Remembered,
} from "./disk_request_ids.ts";
import { DiskUsers } from "./disk_users.ts";

/**
 * Changes the file. Each call decides and writes in one go, in a transaction
 * that the caller begins and commits. A call that refuses has written nothing:
 * all checks come before the first write.
 */
export class DiskWriter implements WriteCalls {
  #counters: Counters;
  #users: DiskUsers;
  #conversations: DiskConversations;
  #chatrooms: DiskChatrooms;
  #privates: DiskPrivates;
  #messages: DiskMessages;
  #requestIds: DiskRequestIds;
  #forgetting: DiskForgetting;
  #clearing: DiskClearing;
  #now: Moment = { time: 0, steady: 0 };

  constructor(sql: SqlFile, bounds: DiskBounds) {
    const counters = new Counters(sql);
    const conversations = new DiskConversations(sql);
    const parts = { ...bounds, sql, counters, conversations };
    this.#counters = counters;
    this.#conversations = conversations;
    this.#users = new DiskUsers(parts);
    this.#chatrooms = new DiskChatrooms(parts);
    this.#privates = new DiskPrivates(parts);
    this.#messages = new DiskMessages(parts);
    this.#requestIds = new DiskRequestIds(parts);
    this.#forgetting = new DiskForgetting({
      sql,
      users: this.#users,
      chatrooms: this.#chatrooms,
      privates: this.#privates,
    });
    this.#clearing = new DiskClearing({
      ...parts,
      messages: this.#messages,
      requestIds: this.#requestIds,
    });
  }

  /** How much there is of everything. */
  get counters(): Counters {
    return this.#counters;
  }

  /** Sets the time of the calls that follow. */
  at(now: Moment): void {
    this.#now = now;
  }

  /** Drops all that is cached, as the file has been rolled back. */
  reset(): void {
    this.#counters.reset();
    this.#users.reset();
    this.#conversations.reset();
    this.#requestIds.reset();
    this.#forgetting.reset();
  }

  enter(userId: string, name: string | null): User {
    return this.#users.enter(userId, name ?? undefined, this.#now);
  }

  touch(userId: string): null {
    this.#users.touch(userId, this.#now);
    return null;
  }

  join(chatroomId: string, userId: string, name: string | null): Joined {
    const known = this.#chatrooms.get(chatroomId);
    if (known && this.#conversations.party(known, userId)) {
      return this.#chatrooms.joined(known, userId, false);
    }
    this.#chatrooms.requireQuota(known, userId);
    this.#chatrooms.requirePlace(known);
    this.#users.enter(userId, undefined, this.#now);
    const { time } = this.#now;
    const room = known ??
      this.#chatrooms.create(chatroomId, userId, {
        name: name ?? undefined,
        time,
      });
    this.#chatrooms.join(room, userId, this.#now);
    return this.#chatrooms.joined(room, userId, true);
  }

  leave(chatroomId: string, userId: string): Left {
    const room = this.#chatrooms.findFor(chatroomId, userId);
    this.#chatrooms.leave(room, userId, this.#now);
    return { ordinal: this.#chatrooms.nextOrdinal() };
  }

  membership(chatroomId: string, userId: string): Membership {
    return this.#chatrooms.membership(chatroomId, userId);
  }

  append(draft: Draft): Stored {
    const { conversation: ref, senderId } = draft;
    const room = ref.type === CHATROOM
      ? this.#chatrooms.findFor(ref.target, senderId)
      : undefined;
    const title = room?.room.name ?? this.#users.nameOf(ref.target);
    const known = this.#recall(draft, room);
    if (known === "conflict") throw conflict(draft);
    this.#users.requirePlace(senderId);
    if (known === "new" && !room) {
      this.#privates.requirePlace(ref.key, senderId);
    }
    const { name } = this.#users.sender(senderId, this.#now);
    if (known !== "new") return { ...known, name, title, repeated: true };
    const head = room ?? this.#privates.open(ref.key, senderId, this.#now);
    const stored = this.#store(head, draft, { id: senderId, name });
    return { ...stored, name, title, repeated: false };
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

  recall(request: RecallRequest): Rewritten {
    const { conversation: ref, userId, messageId } = request;
    const head = this.#find(ref, userId);
    if (head === undefined) throw noSuchMessage(messageId);
    const rank = head.room ? rankOf(head.room.creator, userId) : MEMBER;
    return this.#messages.recall(head, { request, rank }, this.#now);
  }

  forgetUsers(userIds: readonly string[], idleSince: number): Upkeep {
    return this.#forgetting.forgetUsers(userIds, idleSince, this.#now);
  }

  forgetChatrooms(emptySince: number): Upkeep {
    return this.#forgetting.forgetChatrooms(emptySince);
  }

  clear(): Upkeep {
    return this.#clearing.clear(this.#now);
  }

  shrink(): Upkeep {
    return this.#clearing.shrink();
  }

  probe(): null {
    this.#clearing.probe();
    return null;
  }

  /** The conversation, if it exists and the user may change it. */
  #find(ref: ConversationRef, userId: string): Head | RoomHead | undefined {
    return ref.type === CHATROOM
      ? this.#chatrooms.findFor(ref.target, userId)
      : this.#conversations.get(ref.key);
  }

  #recall(draft: Draft, room: Head | undefined): Recollection {
    if (requestKeyOf(draft) === undefined) return "new";
    const head = room ?? this.#conversations.get(draft.conversation.key);
    if (head === undefined) return "new";
    return this.#requestIds.find(head.number, draft, this.#now);
  }

  #store(head: Head, draft: Draft, sender: Message["sender"]): Remembered {
    const message = this.#messages.append(head, { draft, sender }, this.#now);
    const party = this.#conversations.party(head, sender.id);
    const { id, sequence, createdAt } = message;
    if (party) this.#conversations.setOwn(head, sender.id, party, sequence);
    const stored = { id, sequence, createdAt };
    if (requestKeyOf(draft) !== undefined) {
      this.#requestIds.add(head.number, { draft, stored }, this.#now);
    }
    return stored;
  }
}
