import type { ConversationRef } from "../../domain/ids.ts";
import type { Chatroom, Message, User } from "../../domain/model.ts";
import type {
  Changed,
  ChangeRequest,
  ReactorsPage,
  ReactorsQuery,
} from "../message_changes.ts";
import { changeBy } from "../shared/changed.ts";
import { toMessage } from "../shared/draft.ts";
import { OutOfReach } from "../shared/out_of_reach.ts";
import type {
  Appended,
  ConversationsPage,
  ConversationsQuery,
  Draft,
  Joined,
  JoinTerms,
  Membership,
  MembersPage,
  ProfileChange,
  ReadMark,
  Storage,
  SyncPage,
  SyncQuery,
  TimelinePage,
} from "../storage.ts";
import type { Administration } from "../administration.ts";
import type { Governance, Left, OnHeir } from "../governance.ts";
import type { Reader } from "../actor.ts";
import type { CallQueue } from "./call_queue.ts";
import type { DiskCache } from "./cache/disk_cache.ts";
import type { Found, ReadCalls, WriteCalls } from "./calls.ts";
import { DiskGoverned, idOf } from "./disk_governed.ts";
import { DiskAdministration } from "./disk_administration.ts";
import { DiskOwnReactions } from "./disk_own_reactions.ts";
import {
  restoredChange,
  restoredHeir,
  restoredMember,
  restoredMessage,
  restoredSummary,
} from "./restored.ts";

/** What {@linkcode DiskStorage} needs. */
export interface DiskStorageOptions {
  readonly writes: CallQueue<WriteCalls>;
  readonly reads: CallQueue<ReadCalls>;
  /** Follows what the writes settle. */
  readonly cache: DiskCache;
  /** Not given: nobody is told. */
  readonly onHeir?: OnHeir | undefined;
}

/**
 * {@linkcode Storage} in a file. A change is decided by the thread that writes,
 * and answered once it is committed. A read sees what was committed last, and
 * waits for no write; the newest messages are read where they are held.
 */
export class DiskStorage implements Storage {
  #writes: CallQueue<WriteCalls>;
  #reads: CallQueue<ReadCalls>;
  #cache: DiskCache;
  #governed: DiskGoverned;
  /** For operators. */
  readonly administration: Administration;
  #own: DiskOwnReactions;

  constructor({ writes, reads, cache, onHeir }: DiskStorageOptions) {
    this.administration = new DiskAdministration({ writes, reads, onHeir });
    this.#writes = writes;
    this.#reads = reads;
    this.#cache = cache;
    this.#governed = new DiskGoverned(writes, reads);
    this.#own = new DiskOwnReactions(reads);
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
    terms: JoinTerms = {},
  ): Promise<Joined> {
    return this.#writes.call("join", chatroomId, userId, name ?? null, terms);
  }

  async leave(chatroomId: string, userId: string): Promise<Left> {
    return restoredHeir(await this.#writes.call("leave", chatroomId, userId));
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
    reader: Reader,
    page: { after: number | undefined; count: number },
  ): Promise<MembersPage> {
    const asked = [chatroomId, idOf(reader), page] as const;
    const found = await this.#reads.call("members", ...asked);
    const items = found.items.map(restoredMember);
    return { ...found, items, next: found.next };
  }

  setProfile(userId: string, change: ProfileChange): Promise<User> {
    return this.#writes.call("setProfile", userId, change);
  }

  speaker(ref: ConversationRef, userId: string): Promise<Message["sender"]> {
    return this.#writes.call("speaker", ref, userId);
  }

  readonly admission: Governance["admission"] = (...asked) =>
    this.#governed.admission(...asked);

  readonly readChatroom: Governance["readChatroom"] = (...asked) =>
    this.#governed.readChatroom(...asked);

  readonly configure: Governance["configure"] = (...asked) =>
    this.#governed.configure(...asked);

  readonly setRank: Governance["setRank"] = (...asked) =>
    this.#governed.setRank(...asked);

  readonly remove: Governance["remove"] = (...asked) =>
    this.#governed.remove(...asked);

  readonly add: Governance["add"] = (...asked) => this.#governed.add(...asked);

  readonly sanction: Governance["sanction"] = (...asked) =>
    this.#governed.sanction(...asked);

  readonly sanctions: Governance["sanctions"] = (...asked) =>
    this.#governed.sanctions(...asked);

  readonly block: Governance["block"] = (...asked) =>
    this.#governed.block(...asked);

  readonly blocks: Governance["blocks"] = (...asked) =>
    this.#governed.blocks(...asked);

  async append(draft: Draft): Promise<Appended> {
    const stored = await this.#writes.call("append", draft);
    const { name, title, repeated, ...place } = stored;
    const sender = { id: draft.senderId, name };
    const conversation = draft.conversation.key;
    const message = toMessage(draft, sender, { ...place, conversation });
    return { message, title, repeated };
  }

  async history(
    ref: ConversationRef,
    reader: Reader,
    query: { before: string | undefined; count: number },
  ): Promise<TimelinePage> {
    const id = idOf(reader);
    const page = this.#cache.history(ref, id, query) ??
      await this.#ask(ref, reader, async () => {
        const found = await this.#reads.call("history", ref, id, query);
        const items = found.page.items.map(restoredMessage);
        return { ...found, page: { ...found.page, items } };
      });
    return this.#own.inPage(ref.key, id, page);
  }

  async sync(
    ref: ConversationRef,
    reader: Reader,
    query: SyncQuery,
  ): Promise<SyncPage> {
    const id = idOf(reader);
    const page = this.#cache.sync(ref, id, query) ??
      await this.#ask(ref, reader, async () => {
        const found = await this.#reads.call("sync", ref, id, query);
        const items = found.page.items.map(restoredMessage);
        const changes = found.page.changes.map(restoredChange);
        return { ...found, page: { ...found.page, items, changes } };
      });
    return this.#own.inSync(ref.key, id, page);
  }

  read(
    ref: ConversationRef,
    userId: string,
    sequence: number,
  ): Promise<ReadMark> {
    return this.#writes.call("read", ref.key, userId, sequence);
  }

  async change(request: ChangeRequest): Promise<Changed> {
    const { message: shown, change } = await this.#writes.call(
      "change",
      request,
    );
    const message = restoredMessage(shown);
    if (change === undefined) return { message, change };
    const after = restoredMessage(change.message);
    const done = { ...change, message: after };
    return { message, change: changeBy(request, done) };
  }

  reactors(query: ReactorsQuery): Promise<ReactorsPage> {
    return this.#reads.call("reactors", query);
  }

  async conversations(
    userId: string,
    query: ConversationsQuery,
  ): Promise<ConversationsPage> {
    const found = await this.#reads.call("conversations", userId, query);
    return { ...found, items: found.items.map(restoredSummary) };
  }

  /** A page of the file, which is held from now on if it is of the newest. */
  async #ask<Page extends TimelinePage>(
    ref: ConversationRef,
    reader: Reader,
    call: () => Promise<Found<Page>>,
  ): Promise<Page> {
    const asked = this.#cache.ask(ref, idOf(reader));
    try {
      const found = await call();
      this.#cache.answer(asked, found);
      return found.page;
    } catch (thrown) {
      this.#cache.refuse(asked);
      throw thrown;
    }
  }
}
