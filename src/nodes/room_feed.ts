import type { Hint } from "../protocol/responses.ts";
import type { Clock } from "../base/clock.ts";
import type { Change } from "../domain/change.ts";
import { chatroomConversation } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import { ReplyError } from "../base/errors.ts";
import type { ChatroomPush } from "../push/chatroom.ts";
import type { Events } from "../push/events.ts";
import type { News } from "../push/news.ts";
import type { Membership, Storage } from "../storage/storage.ts";
import { SERVICE } from "../storage/actor.ts";
import type { Memberships } from "./memberships.ts";
import type { RoomNews } from "./node_message.ts";
import type { Filled, Numbered, Place } from "./delivery_order.ts";
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
  readonly events: Pick<Events, "notifyChatroom" | "notifyMembership">;
  /** Most missed messages that are read. */
  readonly count: number;
  /**
   * Most conversations of which it is remembered how far they were delivered.
   */
  readonly limit: number;
  readonly onFault: (fault: unknown) => void;
  /** Another node has removed a chatroom, which its members have been told. */
  readonly onDisbanded: (chatroomId: string) => void;
}

/** A chatroom with a member who is online here. */
interface Room {
  /** Another one each time the chatroom is opened again. */
  readonly key: string;
  readonly changes: DeliveredChanges;
  title: string | undefined;
  /** Whose join was told here already: its event may come, or may not. */
  welcomed: string | undefined;
}

/** How far a chatroom is, or was when a user came to it. */
export interface RoomPlace
  extends Pick<Membership, "lastSequence" | "lastChange"> {
  /** As in {@linkcode Place}, if known. */
  readonly newest?: string;
}

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
      welcomed: undefined,
    });
  }

  /** Is a member of the chatroom online here? */
  isOpen(chatroomId: string): boolean {
    return this.#rooms.has(chatroomId);
  }

  /**
   * The user by whom the chatroom was opened is told of their join apart, so
   * that its event is not delivered once more.
   */
  welcome(chatroomId: string, userId: string): void {
    const room = this.#rooms.get(chatroomId);
    if (room !== undefined) room.welcomed = userId;
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
  place(
    chatroomId: string,
    { lastSequence: sequence, lastChange, newest }: RoomPlace,
  ): void {
    const room = this.#rooms.get(chatroomId);
    if (room === undefined) return;
    this.#sequencer.begin(room.key, { sequence, newest });
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
      if (news.userId === room.welcomed && !news.isMember) {
        room.welcomed = undefined;
      }
      // In order with the messages: a user who joins gets those that follow.
      return void memberships.take(chatroomId, news.userId, news);
    }
    const { event: hint } = news;
    if (room.welcomed !== undefined && joins(hint, room.welcomed)) {
      room.welcomed = undefined;
    } else if (isBudgeted(hint)) {
      events.notifyMembership(chatroomId, hint, undefined);
    } else events.notifyChatroom(chatroomId, hint, undefined);
    if ("event" in hint && hint.event === "disbanded") {
      this.#options.onDisbanded(chatroomId);
    }
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

  /** As `Sequencer.doubt`. */
  doubt(): void {
    this.#sequencer.doubt();
  }

  stop(): void {
    this.#sequencer.stop();
  }

  #change(id: string, room: Room, change: Change): void {
    if (room.changes.note(change)) this.#tell(id, change);
  }

  #tell(id: string, change: Change): void {
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
  async #fill(key: string, place: Place | undefined): Promise<Filled> {
    const id = key.slice(key.indexOf(" ") + 1);
    const room = this.#rooms.get(id);
    if (room?.key !== key) return { items: [], last: undefined };
    const { count, storage } = this.#options;
    const query = { before: undefined, count };
    const page = await this.#ifThere(
      storage.history(chatroomConversation(id), SERVICE, query),
    );
    const messages = page?.items ?? [];
    const last = messages.at(-1)?.sequence;
    if (place === undefined) return { items: [], last };
    const found = messages.filter((each) => isFrom(place, each));
    if (found.length > 0) room.title ??= await this.#titleOf(id);
    const items = found.map((each) => this.#numbered(id, each, room.title!));
    const passed = this.#passed(id, place.sequence, items);
    return { items: [...passed, ...items], last };
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

  /**
   * Once more where a change came meanwhile that was taken for an old one: only
   * the first reading shows whether the storage has gone back.
   */
  async #checkChanges(id: string, room: Room): Promise<void> {
    const { refused } = room.changes;
    await this.#readChanges(id, room);
    if (room.changes.refused > refused) await this.#readChanges(id, room);
  }

  /** Clients that know of fewer changes ask for the others themselves. */
  async #readChanges(id: string, { key, changes }: Room): Promise<void> {
    const { storage } = this.#options;
    const { point } = changes;
    const after = this.#sequencer.lastOf(key) ?? 0;
    const query = { after, count: MAX_CHANGES, changedAfter: changes.since };
    const page = await this.#ifThere(
      storage.sync(chatroomConversation(id), SERVICE, query),
    );
    const room = this.#rooms.get(id);
    if (page === undefined || room?.changes !== changes) return;
    changes.begin(page.changedUpTo);
    if (!page.moreChanges) changes.goBack(page.changedUpTo, point);
    if (page.changes.length === 0) return;
    const isBrief = await this.#isBrief(id);
    for (const change of page.changes) {
      if (!changes.noteRead(change, point)) continue;
      this.#tell(id, isBrief ? { ...change, isBrief } : change);
    }
  }

  /** Shows the chatroom nobody what was before they joined? */
  async #isBrief(chatroomId: string): Promise<boolean> {
    const { storage } = this.#options;
    const chatroom = await this.#ifThere(storage.chatroom(chatroomId));
    return chatroom?.history === "joined";
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

/** Is it one of the messages that {@linkcode Filled} asks for? */
function isFrom({ sequence, newest }: Place, message: Message): boolean {
  return message.sequence >= sequence ||
    newest !== undefined && message.id > newest;
}

/** Signals and the events of those who come and go have a budget. */
function isBudgeted(hint: Hint): boolean {
  return !("event" in hint) || hint.event === "joined" || hint.event === "left";
}

/** Says this that the user has joined? */
function joins(hint: Hint, userId: string): boolean {
  return "event" in hint && hint.event === "joined" && hint.user.id === userId;
}
