import type { Clock } from "../clock.ts";
import { chatroomConversation, sessionId } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import { ReplyError } from "../errors.ts";
import type { ChatroomPush } from "../push/chatroom.ts";
import type { Events } from "../push/events.ts";
import type { Presence } from "../push/presence.ts";
import type { Storage } from "../storage/storage.ts";
import type { RoomNews } from "./node_message.ts";
import { type Numbered, Sequencer } from "./sequencer.ts";

/** What {@linkcode RoomFeed} needs. */
export interface RoomFeedOptions {
  readonly node: string;
  readonly storage: Storage;
  readonly presence: Presence;
  readonly clock: Clock;
  /** Unix time in milliseconds, by the clock that send times are from. */
  readonly now: () => number;
  readonly push: Pick<
    ChatroomPush,
    "deliver" | "pass" | "replace" | "together"
  >;
  readonly events: Pick<Events, "tellChatroom" | "tellMembership">;
  /** Most messages that are read of what was missed. */
  readonly count: number;
  /** Conversations whose place is remembered. */
  readonly limit: number;
  readonly onFault: (fault: unknown) => void;
}

/** A chatroom that somebody here is in. */
interface Room {
  /** Its stay here: another one when it comes again. */
  readonly key: string;
  readonly openedAt: number;
  title: string | undefined;
  change: number;
}

/** Members who are asked on behalf of all, as one may have left meanwhile. */
const MAX_READERS = 3;
/** Changes that are told after a loss; clients ask for what is beyond. */
const MAX_CHANGES = 500;

/**
 * What happens in chatrooms, to those of their members who are here. All comes
 * over the bus, what was sent from here as well, so that it has one order.
 */
export class RoomFeed {
  #options: RoomFeedOptions;
  #rooms = new Map<string, Room>();
  #sequencer: Sequencer;
  #stays = 0;

  constructor(options: RoomFeedOptions) {
    this.#options = options;
    this.#sequencer = new Sequencer({
      ...options,
      // The channel is in order: what is missing does not come any more.
      grace: 0,
      overtakes: false,
      // One by one the oldest of them would go out alone.
      together: (run) => options.push.together(run),
      fill: (key, after) => this.#fill(key, after),
    });
  }

  /** The chatrooms that somebody here is in. */
  ids(): Iterable<string> {
    return this.#rooms.keys();
  }

  open(chatroomId: string): void {
    this.#rooms.set(chatroomId, {
      key: `${++this.#stays} ${chatroomId}`,
      openedAt: this.#options.now(),
      title: undefined,
      change: 0,
    });
  }

  close(chatroomId: string): void {
    const room = this.#rooms.get(chatroomId);
    if (room !== undefined) this.#sequencer.forget(room.key);
    this.#rooms.delete(chatroomId);
  }

  /** Takes what came over the channel of a chatroom. */
  take(chatroomId: string, news: RoomNews): void {
    const room = this.#rooms.get(chatroomId);
    if (room === undefined) return;
    const { node, events } = this.#options;
    if (news.kind === "append") {
      room.title = news.title;
      const item = this.#numbered(chatroomId, news.message, news.title);
      return this.#sequencer.offer(room.key, item);
    }
    if (news.kind === "recall") {
      return this.#recall(chatroomId, room, news.message, news.change);
    }
    if (news.from === node) return;
    events.tellMembership(chatroomId, news.event, undefined);
  }

  /** Somebody is in it from here on, to whom what is later is delivered. */
  async begin(chatroomId: string, sequence: number): Promise<void> {
    const room = this.#rooms.get(chatroomId);
    if (room !== undefined) await this.#sequencer.begin(room.key, sequence);
  }

  /** Delivers what was missed. @throws {ReplyError} 503: not all was read */
  async check(chatroomId: string): Promise<void> {
    const room = this.#rooms.get(chatroomId);
    if (room === undefined) return;
    await this.#sequencer.check(room.key);
    await this.#checkChanges(chatroomId, room);
  }

  stop(): void {
    this.#sequencer.stop();
  }

  #recall(id: string, room: Room, message: Message, change: number): void {
    if (change !== 0) room.change = Math.max(room.change, change);
    this.#options.push.replace(id, message);
    this.#options.events.tellChatroom(id, {
      event: "recalled",
      session_id: sessionId(chatroomConversation(id)),
      message_id: message.id,
      sequence: message.sequence,
      change,
    }, undefined);
  }

  #numbered(id: string, message: Message, title: string): Numbered {
    return {
      sequence: message.sequence,
      time: message.createdAt,
      deliver: () => this.#options.push.deliver(id, message, title),
    };
  }

  async #fill(key: string, after: number | undefined): Promise<Numbered[]> {
    const id = key.slice(key.indexOf(" ") + 1);
    const room = this.#rooms.get(id);
    if (room?.key !== key) return [];
    const { count, storage } = this.#options;
    const page = await this.#ask(
      id,
      (userId) =>
        storage.history(chatroomConversation(id), userId, {
          before: undefined,
          count,
        }),
    );
    const fresh =
      page?.items.filter(({ sequence, createdAt }) =>
        after === undefined ? createdAt >= room.openedAt : sequence > after
      ) ?? [];
    if (fresh.length > 0) room.title ??= await this.#titleOf(id);
    const items = fresh.map((each) => this.#numbered(id, each, room.title!));
    return [...this.#passed(id, after, items), ...items];
  }

  /** What lies between `after` and the first that is delivered is counted. */
  #passed(
    id: string,
    after: number | undefined,
    [first]: readonly Numbered[],
  ): Numbered[] {
    if (first === undefined || after === undefined) return [];
    const passed = first.sequence - after - 1;
    if (passed === 0) return [];
    const deliver = () => this.#options.push.pass(id, passed);
    return [{ ...first, sequence: first.sequence - 1, deliver }];
  }

  /** Clients that know of fewer changes ask for the others themselves. */
  async #checkChanges(id: string, room: Room): Promise<void> {
    const { storage } = this.#options;
    const last = this.#sequencer.lastOf(room.key) ?? 0;
    const page = await this.#ask(
      id,
      (userId) =>
        storage.sync(chatroomConversation(id), userId, {
          after: last,
          count: MAX_CHANGES,
          changedAfter: room.change,
        }),
    );
    if (page === undefined) return;
    const { changes, changedUpTo } = page;
    // Less than was told: the storage has lost some, and counts on from there.
    room.change = Math.min(room.change, changedUpTo);
    changes.forEach((message, at) => {
      const change = changedUpTo - (changes.length - 1 - at);
      this.#recall(id, room, message, change);
    });
  }

  async #titleOf(chatroomId: string): Promise<string> {
    const { storage } = this.#options;
    const page = await this.#ask(
      chatroomId,
      (userId) =>
        storage.conversations(userId, {
          type: 1,
          after: undefined,
          count: 500,
        }),
    );
    const found = page?.items.find(({ target }) => target === chatroomId);
    return found?.title ?? chatroomId;
  }

  /** Asks as a member who is here; undefined where there is none. */
  async #ask<T>(
    chatroomId: string,
    ask: (userId: string) => Promise<T>,
  ): Promise<T | undefined> {
    let left = MAX_READERS;
    const { presence } = this.#options;
    for (const userId of presence.membersIn(chatroomId)) {
      try {
        return await ask(userId);
      } catch (fault) {
        const isGone = fault instanceof ReplyError && fault.code !== 503;
        if (!isGone || --left === 0) throw fault;
      }
    }
    return undefined;
  }
}
