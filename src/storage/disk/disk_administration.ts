import type { ConversationKey } from "../../domain/ids.ts";
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
import type { Departed, OnHeir } from "../governance.ts";
import type { CallQueue } from "./call_queue.ts";
import type { ReadCalls, WriteCalls } from "./calls.ts";
import {
  restoredMember,
  restoredMessage,
  restoredSanction,
} from "./restored.ts";

/** What {@linkcode DiskAdministration} needs. */
export interface DiskAdministrationOptions {
  readonly writes: CallQueue<WriteCalls>;
  readonly reads: CallQueue<ReadCalls>;
  /** Not given: nobody is told. */
  readonly onHeir?: OnHeir | undefined;
}

/** {@linkcode Administration} of what is in a file. */
export class DiskAdministration implements Administration {
  #writes: CallQueue<WriteCalls>;
  #reads: CallQueue<ReadCalls>;
  #onHeir: OnHeir | undefined;

  constructor({ writes, reads, onHeir }: DiskAdministrationOptions) {
    this.#writes = writes;
    this.#reads = reads;
    this.#onHeir = onHeir;
  }

  async access(userId: string): Promise<UserAccess> {
    const { ban, revokedAt } = await this.#reads.call("access", userId);
    return {
      ban: ban && { until: ban.until, reason: ban.reason },
      revokedAt,
    };
  }

  async ban(userId: string, ban: ServiceBan | undefined): Promise<void> {
    await this.#writes.call("ban", userId, ban ?? null);
  }

  async revoke(userId: string, at: number): Promise<void> {
    await this.#writes.call("revoke", userId, at);
  }

  async users(query: IdQuery): Promise<IdPage<User>> {
    const { items, next } = await this.#reads.call("users", query);
    return { items, next };
  }

  async chatrooms(query: IdQuery): Promise<IdPage<Chatroom>> {
    const { items, next } = await this.#reads.call("chatrooms", query);
    return { items, next };
  }

  async member(
    chatroomId: string,
    userId: string,
  ): Promise<Member | undefined> {
    const found = await this.#reads.call("member", chatroomId, userId);
    return found === null ? undefined : restoredMember(found);
  }

  async sanctionsOf(
    userId: string,
    query: IdQuery,
  ): Promise<IdPage<PlacedSanction>> {
    const { items, next } = await this.#reads.call(
      "sanctionsOf",
      userId,
      query,
    );
    const restored = items.map((each) => ({
      ...each,
      sanction: restoredSanction(each.sanction),
    }));
    return { items: restored, next };
  }

  create(chatroomId: string, founding: Founding): Promise<Founded> {
    return this.#writes.call("create", chatroomId, founding);
  }

  disband(chatroomId: string): Promise<readonly Departed[]> {
    return this.#writes.call("disband", chatroomId);
  }

  async *conversationsWith(
    userId: string,
  ): AsyncGenerator<readonly ConversationKey[]> {
    for (let after: number | undefined = 0; after !== undefined;) {
      const call = this.#reads.call("conversationsWith", userId, after);
      const part: { keys: readonly ConversationKey[]; next?: number } =
        await call;
      yield part.keys;
      after = part.next;
    }
  }

  async scrub(
    key: ConversationKey,
    userId: string,
    query: ScrubQuery,
  ): Promise<Scrubbed> {
    const done = await this.#writes.call("scrub", key, userId, query);
    const changes = done.changes.map((change) => ({
      ...change,
      message: restoredMessage(change.message),
    }));
    return { changes, next: done.next };
  }

  async forget(userId: string): Promise<void> {
    const { heirs } = await this.#writes.call("forget", userId);
    for (const heir of heirs) this.#onHeir?.(heir);
  }
}
