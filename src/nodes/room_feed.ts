import type { Clock } from "../base/clock.ts";
import type { Change } from "../domain/change.ts";
import { chatroomConversation } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import { ReplyError } from "../base/errors.ts";
import type { ChatroomPush } from "../push/chatroom.ts";
import type { Events } from "../push/events.ts";
import type { News } from "../push/news.ts";
import { type Membership, SERVICE, type Storage } from "../storage/storage.ts";
import type { Memberships } from "./memberships.ts";
import type { RoomNews } from "./node_message.ts";
import type { Filled, Numbered } from "./delivery_order.ts";
import { Sequencer } from "./sequencer.ts";
import { DeliveredChanges } from "./delivered_changes.ts";

/** What {@linkcode RoomFeed} needs. */
export interface RoomFeedOptions {
  readonly storage: Storage;
  readonly memberships: Pick<Memberships, "take">;
  readonly clock: Clock;
  /** Pushes to the users of this node. */
  readonly local: Pick<News, "stored" | "changed">;
  readonly chatroomPush: Pick<ChatroomPush, "pass" | "together">;
  readonly events: Pick<Events, "notifyMembership">;
  /** Most missed messages that are read. */
  readonly count: number;
  /**
   * Most conversations of which it is remembered how far they were delivered.
   */
  readonly limit: number;
  readonly onFault: (fault: unknown) => void;
}

/** A chatroom with a member who is online here. */
interface Room {
  /** Another one each time the chatroom is opened again. */
  readonly key: string;
  readonly changes: DeliveredChanges;
  title: string | undefined;
}

/** How far a chatroom is, or was when a user came to it. */
export type RoomPlace = Pick<Membership, "lastSequence" | "lastChange">;

/**
 * Most changes that are delivered after a loss; clients ask for further ones.
 */
const MAX_CHANGES = 500;

/**
 * News of chatrooms for their members who are online here. All of it comes over
 * the bus, also what this node stored, so that it has one order.
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
      // The channel is in order, so what is missing will not come any more.
      grace: 0,
      overtakes: false,
      // Otherwise the oldest of them would be pushed alone.
      together: (run) => options.chatroomPush.together(run),
      fill: (key, after) => this.#fill(key, after),
    });
  }

  /** The chatrooms with a member who is online here. */
  ids(): Iterable<string> {
    return this.#rooms.keys();
  }

  open(chatroomId: string): void {
    this.#rooms.set(chatroomId, {
      key: `${++this.#stays} ${chatroomId}`,
      changes: new DeliveredChanges(),
      title: undefined,
    });
  }

  /** Is it known how far a chatroom was delivered here? */
  isPlaced(chatroomId: string): boolean {
    const room = this.#rooms.get(chatroomId);
    return room === undefined || room.changes.since !== undefined &&
        this.#sequencer.lastOf(room.key) !== undefined;
  }

  /**
   * Everything up to this place counts as delivered here, and what is later is
   * delivered. Does nothing if it is known already.
   */
  place(chatroomId: string, { lastSequence, lastChange }: RoomPlace): void {
    const room = this.#rooms.get(chatroomId);
    if (room === undefined) return;
    this.#sequencer.begin(room.key, lastSequence);
    room.changes.begin(lastChange);
  }

  close(chatroomId: string): void {
    const room = this.#rooms.get(chatroomId);
    if (room !== undefined) this.#sequencer.forget(room.key);
    this.#rooms.delete(chatroomId);
  }

  /** Takes a publication on a chatroom's channel. */
  take(chatroomId: string, news: RoomNews): void {
    const room = this.#rooms.get(chatroomId);
    if (room === undefined) return;
    const { events, memberships } = this.#options;
    if (news.kind === "append") {
      room.title = news.title;
      const item = this.#numbered(chatroomId, news.message, news.title);
      return this.#sequencer.offer(room.key, item);
    }
    if (news.kind === "changed") {
      return this.#change(chatroomId, room, news.change);
    }
    if (news.kind === "member") {
      // In order with the messages: a user who joins gets those that follow.
      return void memberships.take(chatroomId, news.userId, news);
    }
    events.notifyMembership(chatroomId, news.event, undefined);
  }

  /**
   * Delivers what was missed. @throws {ReplyError} 503: not everything was read
   */
  async check(chatroomId: string): Promise<void> {
    const room = this.#rooms.get(chatroomId);
    if (room === undefined) return;
    await this.#sequencer.check(room.key);
    await this.#checkChanges(chatroomId, room);
  }

  stop(): void {
    this.#sequencer.stop();
  }

  #change(id: string, room: Room, change: Change): void {
    if (!room.changes.note(change)) return;
    const conversation = chatroomConversation(id);
    this.#options.local.changed({ conversation, change });
  }

  #numbered(id: string, message: Message, title: string): Numbered {
    const conversation = chatroomConversation(id);
    const news = { message, conversation, title, origin: undefined };
    return {
      sequence: message.sequence,
      id: message.id,
      deliver: () => this.#options.local.stored(news),
    };
  }

  /**
   * If it is unknown how far a chatroom was delivered, everything stored counts
   * as delivered.
   */
  async #fill(key: string, last: number | undefined): Promise<Filled> {
    const id = key.slice(key.indexOf(" ") + 1);
    const room = this.#rooms.get(id);
    if (room?.key !== key) return { items: [], last: undefined };
    const { count, storage } = this.#options;
    const query = { before: undefined, count };
    const page = await this.#ifThere(
      storage.history(chatroomConversation(id), SERVICE, query),
    );
    const messages = page?.items ?? [];
    const newest = messages.at(-1)?.sequence;
    if (last === undefined) return { items: [], last: newest };
    const known = messages.filter(({ sequence }) => sequence >= last);
    if (known.length > 0) room.title ??= await this.#titleOf(id);
    const items = known.map((each) => this.#numbered(id, each, room.title!));
    return {
      items: [...this.#passed(id, last, items), ...items],
      last: newest,
    };
  }

  /**
   * An item that counts the messages between `last` and the first one read as
   * missed.
   */
  #passed(
    id: string,
    last: number,
    [first]: readonly Numbered[],
  ): Numbered[] {
    const passed = (first?.sequence ?? last) - last - 1;
    if (first === undefined || passed <= 0) return [];
    const deliver = () => this.#options.chatroomPush.pass(id, passed);
    return [{ sequence: first.sequence - 1, id: undefined, deliver }];
  }

  /** Clients that know of fewer changes ask for the others themselves. */
  async #checkChanges(id: string, { key, changes }: Room): Promise<void> {
    const { storage } = this.#options;
    const after = this.#sequencer.lastOf(key) ?? 0;
    const query = { after, count: MAX_CHANGES, changedAfter: changes.since };
    const page = await this.#ifThere(
      storage.sync(chatroomConversation(id), SERVICE, query),
    );
    const room = this.#rooms.get(id);
    if (page === undefined || room?.changes !== changes) return;
    changes.begin(page.changedUpTo);
    if (!page.moreChanges) changes.goBack(page.changedUpTo);
    for (const change of page.changes) this.#change(id, room, change);
  }

  async #titleOf(chatroomId: string): Promise<string> {
    const { storage } = this.#options;
    const chatroom = await this.#ifThere(storage.chatroom(chatroomId));
    return chatroom?.name ?? chatroomId;
  }

  /** The result of a reading; undefined if the chatroom no longer exists. */
  async #ifThere<T>(read: Promise<T>): Promise<T | undefined> {
    try {
      return await read;
    } catch (fault) {
      if (fault instanceof ReplyError && fault.code === 404) return undefined;
      throw fault;
    }
  }
}
