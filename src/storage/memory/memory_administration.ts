// deno-lint-ignore-file require-await -- a throw has to become a rejection

import { CHATROOM, type ConversationKey } from "../../domain/ids.ts";
import type { Chatroom, Member, User } from "../../domain/model.ts";
import type { ServiceBan, UserAccess } from "../../domain/user_access.ts";
import type {
  Administration,
  Founded,
  Founding,
  IdPage,
  IdQuery,
  PlacedSanction,
  Scrubbed,
  ScrubQuery,
} from "../administration.ts";
import { placed } from "../shared/placed_sanction.ts";
import { idsOfPage, pageOfAll, pageOfIds } from "../shared/id_page.ts";
import type { MemoryChatrooms } from "./memory_chatrooms.ts";
import type { Departed } from "../governance.ts";
import type { MemoryChatroom } from "./memory_chatroom.ts";
import type { MemoryGovernance } from "./memory_governance.ts";
import type { Moments } from "./moments.ts";
import type { MemoryIndex } from "./memory_index.ts";
import type { MemoryMessages } from "./memory_messages.ts";
import type { MemoryPrivates } from "./memory_privates.ts";
import type { MemoryUsers } from "./memory_users.ts";
import { AccessList } from "./access_list.ts";

/** Chatrooms that are named together when all are gone through. */
const CONVERSATIONS_AT_ONCE = 500;

/** What {@linkcode MemoryAdministration} needs: the parts of the storage. */
export interface MemoryAdministrationOptions {
  readonly users: MemoryUsers;
  readonly chatrooms: MemoryChatrooms;
  readonly privates: MemoryPrivates;
  readonly messages: MemoryMessages;
  readonly index: MemoryIndex;
  readonly moments: Moments;
  readonly governance: Pick<MemoryGovernance, "memberOf" | "found">;
  /** Most users who are banned or have revoked tokens. */
  readonly maxRestricted: number;
  /** Ends a membership. */
  readonly leave: (room: MemoryChatroom, userId: string) => void;
}

/** {@linkcode Administration} of what is in memory. */
export class MemoryAdministration implements Administration {
  #parts: MemoryAdministrationOptions;
  #access: AccessList;

  constructor(parts: MemoryAdministrationOptions) {
    this.#parts = parts;
    this.#access = new AccessList(parts.maxRestricted);
  }

  async access(userId: string): Promise<UserAccess> {
    return this.#access.get(userId);
  }

  async ban(userId: string, ban: ServiceBan | undefined): Promise<void> {
    this.#change(userId, { ban });
  }

  async revoke(userId: string, at: number): Promise<void> {
    const { revokedAt = 0 } = this.#access.get(userId);
    this.#change(userId, { revokedAt: Math.max(at, revokedAt) });
  }

  #change(userId: string, change: Partial<UserAccess>): void {
    const { time } = this.#parts.moments.now();
    this.#access.change(userId, change, time);
  }

  async users(query: IdQuery): Promise<IdPage<User>> {
    const { users } = this.#parts;
    const found = idsOfPage(users.ids(), query)
      .map((id) => users.get(id))
      .filter((user) => user !== undefined);
    return pageOfIds(found, query.count);
  }

  async chatrooms(query: IdQuery): Promise<IdPage<Chatroom>> {
    const { chatrooms } = this.#parts;
    const found = idsOfPage(chatrooms.ids(), query)
      .map((id) => chatrooms.find(id).toChatroom());
    return pageOfIds(found, query.count);
  }

  async member(
    chatroomId: string,
    userId: string,
  ): Promise<Member | undefined> {
    const { chatrooms, moments, governance } = this.#parts;
    const room = chatrooms.get(chatroomId);
    if (room?.members.get(userId) === undefined) return undefined;
    return governance.memberOf(room, userId, moments.now());
  }

  async sanctionsOf(
    userId: string,
    query: IdQuery,
  ): Promise<IdPage<PlacedSanction>> {
    const { chatrooms, moments } = this.#parts;
    const { time } = moments.now();
    const found: PlacedSanction[] = [];
    for (const chatroomId of chatrooms.ids()) {
      const { sanctions } = chatrooms.find(chatroomId);
      if (sanctions.size === 0) continue;
      for (const sanction of sanctions.of(userId, time)) {
        found.push(placed(chatroomId, sanction));
      }
    }
    return pageOfAll(found, query);
  }

  async create(chatroomId: string, founding: Founding): Promise<Founded> {
    return this.#parts.governance.found(chatroomId, founding);
  }

  async disband(chatroomId: string): Promise<readonly Departed[]> {
    const { chatrooms, leave } = this.#parts;
    const room = chatrooms.find(chatroomId);
    // From the newest, so that hardly anybody is made creator for a moment.
    const ids = [...room.members.ids()].reverse();
    for (const id of ids) leave(room, id);
    chatrooms.remove(room);
    return ids.map((id) => ({ id, ordinal: chatrooms.nextOrdinal() }));
  }

  async *conversationsWith(
    userId: string,
  ): AsyncGenerator<readonly ConversationKey[]> {
    const { chatrooms, index } = this.#parts;
    const privates = [...index.conversationsOf(userId)]
      .filter(({ type }) => type !== CHATROOM);
    yield privates.map(({ key }) => key);
    let some: ConversationKey[] = [];
    for (const id of chatrooms.ids()) {
      some.push(`1:${id}` as ConversationKey);
      if (some.length < CONVERSATIONS_AT_ONCE) continue;
      yield some;
      some = [];
    }
    yield some;
  }

  async scrub(
    key: ConversationKey,
    userId: string,
    query: ScrubQuery,
  ): Promise<Scrubbed> {
    const { chatrooms, privates, messages } = this.#parts;
    const [, id = ""] = key.split(":");
    const conversation = privates.get(key) ?? chatrooms.get(id)?.conversation;
    if (conversation?.key !== key) return { changes: [], next: undefined };
    return messages.scrub(conversation, userId, query);
  }

  async forget(userId: string): Promise<void> {
    const { users, messages, index } = this.#parts;
    users.remove(userId);
    messages.forgetRequestIds(userId);
    for (const conversation of index.conversationsOf(userId)) {
      conversation.forgetMark(userId);
    }
  }
}
