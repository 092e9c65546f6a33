import { changeTo } from "../../domain/change.ts";
import type { ConversationRef } from "../../domain/ids.ts";
import type { Chatroom, User } from "../../domain/model.ts";
import { toMessage } from "../shared/draft.ts";
import { OutOfReach } from "../shared/out_of_reach.ts";
import {
  type Appended,
  type Changed,
  type ConversationsPage,
  type ConversationsQuery,
  type Draft,
  type Joined,
  type Left,
  type Membership,
  type MembersPage,
  type Reader,
  type ReadMark,
  type RecallRequest,
  SERVICE,
  type Storage,
  type SyncPage,
  type SyncQuery,
  type TimelinePage,
} from "../storage.ts";
import type { CallQueue } from "./call_queue.ts";
import type { ReadCalls, ReaderId, WriteCalls } from "./calls.ts";
import {
  restoredChange,
  restoredMessage,
  restoredSummary,
} from "./restored.ts";

/** What {@linkcode DiskStorage} needs. */
export interface DiskStorageOptions {
  readonly writes: CallQueue<WriteCalls>;
  readonly reads: CallQueue<ReadCalls>;
}

/**
 * {@linkcode Storage} in a file. A change is decided by the thread that writes,
 * and answered once it is committed. A read sees what was committed last, and
 * waits for no write.
 */
export class DiskStorage implements Storage {
  #writes: CallQueue<WriteCalls>;
  #reads: CallQueue<ReadCalls>;

  constructor({ writes, reads }: DiskStorageOptions) {
    this.#writes = writes;
    this.#reads = reads;
  }

  /** If nothing can be written, a known user still gets in, unchanged. */
  async enter(userId: string, name: string | undefined): Promise<User> {
    try {
      return await this.#writes.call("enter", userId, name ?? null);
    } catch (fault) {
      if (!(fault instanceof OutOfReach)) throw fault;
      return await this.#reads.call("user", userId).catch(() => {
        throw fault;
      });
    }
  }

  /** A disk that accepts no writes must not fail a logout. */
  async touch(userId: string): Promise<void> {
    try {
      await this.#writes.call("touch", userId);
    } catch (fault) {
      if (!(fault instanceof OutOfReach)) throw fault;
    }
  }

  user(userId: string): Promise<User> {
    return this.#reads.call("user", userId);
  }

  join(
    chatroomId: string,
    userId: string,
    name: string | undefined,
  ): Promise<Joined> {
    return this.#writes.call("join", chatroomId, userId, name ?? null);
  }

  leave(chatroomId: string, userId: string): Promise<Left> {
    return this.#writes.call("leave", chatroomId, userId);
  }

  chatroom(chatroomId: string): Promise<Chatroom> {
    return this.#reads.call("chatroom", chatroomId);
  }

  membership(chatroomId: string, userId: string): Promise<Membership> {
    return this.#writes.call("membership", chatroomId, userId);
  }

  chatroomsOf(userId: string): Promise<Iterable<string>> {
    return this.#reads.call("chatroomsOf", userId);
  }

  async members(
    chatroomId: string,
    userId: string,
    page: { after: number | undefined; count: number },
  ): Promise<MembersPage> {
    const found = await this.#reads.call("members", chatroomId, userId, page);
    return { ...found, next: found.next };
  }

  async append(draft: Draft): Promise<Appended> {
    const { name, title, repeated, ...place } = await this.#writes.call(
      "append",
      draft,
    );
    const sender = { id: draft.senderId, name };
    const conversation = draft.conversation.key;
    const message = toMessage(draft, sender, { ...place, conversation });
    return { message, title, repeated };
  }

  async history(
    ref: ConversationRef,
    reader: Reader,
    page: { before: string | undefined; count: number },
  ): Promise<TimelinePage> {
    const found = await this.#reads.call("history", ref, idOf(reader), page);
    return { ...found, items: found.items.map(restoredMessage) };
  }

  async sync(
    ref: ConversationRef,
    reader: Reader,
    query: SyncQuery,
  ): Promise<SyncPage> {
    const found = await this.#reads.call("sync", ref, idOf(reader), query);
    return {
      ...found,
      items: found.items.map(restoredMessage),
      changes: found.changes.map(restoredChange),
    };
  }

  read(
    ref: ConversationRef,
    userId: string,
    sequence: number,
  ): Promise<ReadMark> {
    return this.#writes.call("read", ref.key, userId, sequence);
  }

  async recall(request: RecallRequest): Promise<Changed> {
    const { number, ...done } = await this.#writes.call("recall", request);
    const message = restoredMessage(done.message);
    const change = number === undefined ? undefined : changeTo(message, number);
    return { message, change };
  }

  async conversations(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage> {
    const found = await this.#reads.call("conversations", userId, query);
    return { ...found, items: found.items.map(restoredSummary) };
  }
}

function idOf(reader: Reader): ReaderId {
  return reader === SERVICE ? null : reader;
}
