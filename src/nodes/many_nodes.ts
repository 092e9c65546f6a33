import { attempt } from "../base/attempt.ts";
import { REPLACED } from "../base/close_codes.ts";
import type { Clock } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import type { Log } from "../observe/log.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { ChatroomPush } from "../push/chatroom.ts";
import type { Events } from "../push/events.ts";
import { expendable } from "../push/expendable.ts";
import type { Presence } from "../push/presence.ts";
import type { PrivateDelivery, PrivatePush } from "../push/private.ts";
import type { Seat } from "../push/seat.ts";
import type { RedisConnection } from "../storage/redis/connection.ts";
import { Channels } from "../storage/redis/channels.ts";
import type { Storage } from "../storage/storage.ts";
import {
  decodeRoomNews,
  decodeUserNews,
  encodeRoomEvent,
  encodeUserNews,
  type UserNews,
} from "./node_message.ts";
import { CatchUp } from "./catch_up.ts";
import { Doubts, type Settle } from "./doubts.ts";
import type { NodeSettings } from "./node_settings.ts";
import { Memberships, type Moment } from "./memberships.ts";
import type { Entered, Nodes } from "./nodes.ts";
import { PrivateFeed } from "./private_feed.ts";
import { RedisBus } from "./redis_bus.ts";
import { Register } from "./register.ts";
import { RoomFeed } from "./room_feed.ts";
import { RoomPlaces } from "./room_places.ts";
import { SharedTime } from "./shared_time.ts";

/** What {@linkcode ManyNodes} needs. */
export interface ManyNodesOptions {
  readonly urls: readonly string[];
  /** Milliseconds for an answer of Redis. */
  readonly timeout: number;
  readonly connection: RedisConnection;
  readonly storage: Storage;
  readonly presence: Presence;
  readonly events: Events;
  readonly privatePush: PrivatePush;
  readonly chatroomPush: ChatroomPush;
  /** Most messages of a chatroom that are read of what was missed. */
  readonly count: number;
  readonly maxConnectionsPerUser: number;
  /** What all nodes have to agree in; undefined: nothing is compared. */
  readonly settings?: NodeSettings | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The bus as it is looked at from outside. */
export type Bus = Pick<RedisBus, "problem" | "channels" | "dropped">;

/** Conversations of each kind whose place a node remembers. */
const MAX_PLACES = 100_000;
/** Memberships of which a node remembers what it knows last. */
const MAX_MEMBERSHIPS = 100_000;

/**
 * {@linkcode Nodes} that share a Redis. It stands in for this node's pushing:
 * the rules hand it what was stored, and it brings that to those who are here,
 * and to the nodes where others are.
 */
export class ManyNodes implements Nodes {
  #options: ManyNodesOptions;
  /** The name of this node, another one at each start. */
  #id = crypto.randomUUID();
  #bus: RedisBus;
  #register: Register;
  #channels: Channels;
  #memberships: Memberships;
  #rooms: RoomFeed;
  #places: RoomPlaces;
  #privates: PrivateFeed;
  #catchUp: CatchUp;
  #time: SharedTime;
  #doubts: Doubts;
  #onFault = (fault: unknown): void =>
    this.#options.log.debug("catching up failed", {
      fault: describeFault(fault),
    });

  constructor(options: ManyNodesOptions) {
    this.#options = options;
    const { clock, presence, storage } = options;
    const onFault = this.#onFault;
    const time = this.#time = new SharedTime(clock);
    const shared = {
      ...{ node: this.#id, clock, presence, storage, onFault },
      ...{ time, now: time.now },
    };
    this.#channels = new Channels(options.urls);
    this.#memberships = new Memberships({ presence, limit: MAX_MEMBERSHIPS });
    this.#rooms = new RoomFeed({
      ...{ ...options, ...shared },
      push: options.chatroomPush,
      limit: MAX_PLACES,
      memberships: this.#memberships,
    });
    this.#places = new RoomPlaces({
      ...{ ...options, onFault },
      rooms: this.#rooms,
      settled: () => this.#bus.settled(),
    });
    this.#privates = new PrivateFeed({
      ...shared,
      push: options.privatePush,
      limit: MAX_PLACES,
      publish: (delivery) => this.#publishMessage(delivery),
    });
    this.#register = new Register({
      ...{ ...options, ...shared },
      limit: options.maxConnectionsPerUser,
      onExcess: (userId, node) => this.#closeOne(userId, node),
    });
    this.#catchUp = new CatchUp({
      ...{ ...shared, log: options.log },
      register: this.#register,
      privates: this.#privates,
      rooms: this.#rooms,
    });
    this.#doubts = new Doubts(options);
    this.#bus = new RedisBus({
      ...options,
      onNews: (channel, text) => this.#take(channel, text),
      onBack: (lostFor) => this.#back(time.now() - lostFor),
    });
    this.#watch();
  }

  /** How its bus does. */
  get bus(): Bus {
    return this.#bus;
  }

  /** As `NodesParts.now`. */
  now(): number {
    return this.#time.now();
  }

  /** As `NodesParts.enter`. @throws {SettingsDiffer} */
  enter(): Promise<void> {
    return this.#register.enter(this.#options.timeout);
  }

  online(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#register.online(userIds);
  }

  async settled(): Promise<void> {
    await Promise.all([this.#bus.settled(), this.#register.settled()]);
  }

  entered(chatroomId: string, userId: string, place: Entered): Promise<void> {
    this.#tell(userId, { kind: "entered", chatroomId, place });
    return this.#enter(chatroomId, userId, place);
  }

  left(chatroomId: string, userId: string, ordinal: number): void {
    this.#memberships.take(chatroomId, userId, { isMember: false, ordinal });
    this.#tell(userId, { kind: "left", chatroomId, ordinal });
  }

  settling<T>(change: Promise<T>, settle: Settle): Promise<T> {
    return this.#doubts.over(change, settle);
  }

  /** As `PrivatePush.deliver`, over all nodes. */
  deliverPrivate(delivery: PrivateDelivery): void {
    this.#privates.deliver(delivery);
  }

  /** As `Events.tellUser`, over all nodes. */
  tellUser(userId: string, event: EventPush, origin: Seat | undefined): void {
    this.#options.events.tellUser(userId, event, origin);
    this.#tell(userId, { kind: "event", event });
  }

  /** As `Events.tellMembership`, over all nodes. */
  tellMembership(
    chatroomId: string,
    event: EventPush,
    origin: Seat | undefined,
  ): void {
    this.#options.events.tellMembership(chatroomId, event, origin);
    const text = encodeRoomEvent(this.#id, event);
    this.#bus.publish(this.#channels.room(chatroomId), text);
  }

  async stop(): Promise<void> {
    this.#catchUp.stop();
    this.#doubts.stop();
    this.#rooms.stop();
    this.#privates.stop();
    this.#bus.close();
    await this.#register.stop();
  }

  #watch(): void {
    this.#options.presence.watch({
      userChanged: (id) => this.#guarded(() => this.#userChanged(id)),
      roomOpened: (id) => this.#guarded(() => this.#roomOpened(id)),
      roomClosed: (id) => this.#guarded(() => this.#roomClosed(id)),
    });
  }

  /** Who is here has changed, whatever goes wrong with telling others so. */
  #guarded(run: () => void): void {
    const { log } = this.#options;
    attempt(
      run,
      (fault) => log.error("fault", { fault: describeFault(fault) }),
    );
  }

  /** Redis may have lost what was told, and what it had. */
  #back(lostAt: number): void {
    this.#memberships.forget();
    this.#catchUp.from(lostAt);
  }

  /**
   * The place is noted before the channel is listened to: what was sent between
   * the joining and the listening is then seen to be missing.
   */
  async #enter(
    chatroomId: string,
    userId: string,
    place: Entered,
  ): Promise<void> {
    const moment = { isMember: true, ordinal: place.ordinal };
    this.#memberships.take(chatroomId, userId, moment);
    const isFirst = !this.#rooms.isPlaced(chatroomId);
    this.#rooms.place(chatroomId, place);
    await this.#bus.settled();
    if (isFirst) await this.#rooms.check(chatroomId).catch(this.#onFault);
  }

  /** What is the first that is heard of a membership may be old already. */
  #hearOf(
    userId: string,
    chatroomId: string,
    moment: Moment & Partial<Entered>,
  ): void {
    const isKnown = this.#memberships.knows(chatroomId, userId);
    const { ordinal, lastSequence, lastChange } = moment;
    if (moment.isMember && lastSequence !== undefined) {
      const place = { ordinal, lastSequence, lastChange: lastChange ?? 0 };
      void this.#enter(chatroomId, userId, place);
    } else this.#memberships.take(chatroomId, userId, moment);
    if (!isKnown) this.#lookUp(userId, chatroomId).catch(this.#onFault);
  }

  async #lookUp(userId: string, chatroomId: string): Promise<void> {
    const { storage } = this.#options;
    const found = await storage.membership(chatroomId, userId);
    this.#memberships.take(chatroomId, userId, found);
  }

  #roomOpened(chatroomId: string): void {
    this.#rooms.open(chatroomId);
    this.#bus.listen(this.#channels.room(chatroomId));
    this.#places.note(chatroomId);
  }

  #roomClosed(chatroomId: string): void {
    this.#rooms.close(chatroomId);
    this.#bus.unlisten(this.#channels.room(chatroomId));
  }

  #userChanged(userId: string): void {
    const isHere = this.#options.presence.isOnline(userId);
    const channel = this.#channels.user(userId);
    if (isHere && !this.#privates.isHere(userId)) {
      this.#privates.came(userId);
      this.#bus.listen(channel);
    } else if (!isHere) {
      this.#privates.went(userId);
      this.#bus.unlisten(channel);
    }
    this.#register.note(userId);
  }

  #publishMessage({ message, receiver }: PrivateDelivery): void {
    const news = { kind: "message", message, title: receiver.name } as const;
    this.#tell(receiver.id, news);
    this.#tell(message.sender.id, news);
  }

  #tell(userId: string, news: UserNews): void {
    const channel = this.#channels.user(userId);
    this.#bus.publish(channel, encodeUserNews(this.#id, news));
  }

  #take(channel: string, text: string): void {
    const owner = this.#channels.ownerOf(channel);
    if (owner === undefined) return;
    try {
      if (owner.kind === "room") {
        this.#rooms.take(owner.id, decodeRoomNews(owner.id, text));
      } else {
        const { from, news } = decodeUserNews(text);
        if (from !== this.#id) this.#takeNews(owner.id, news);
      }
    } catch (fault) {
      const { log } = this.#options;
      log.error("unreadable news", { fault: describeFault(fault) });
    }
  }

  #takeNews(userId: string, news: UserNews): void {
    const { events } = this.#options;
    switch (news.kind) {
      case "message": {
        const { message, title } = news;
        const isSender = message.sender.id === userId;
        const [, first = "", second = ""] = message.conversation.split(":");
        const id = first === userId ? second : first;
        const peer = isSender ? { id, name: title } : message.sender;
        return this.#privates.take(userId, message, peer, undefined);
      }
      case "event":
        return events.tellUser(userId, news.event, undefined);
      case "entered":
        return this.#hearOf(userId, news.chatroomId, {
          ...news.place,
          isMember: true,
        });
      case "left":
        return this.#hearOf(userId, news.chatroomId, {
          ordinal: news.ordinal,
          isMember: false,
        });
      case "close":
        if (news.node === this.#id) this.#closeOne(userId, news.node);
    }
  }

  #closeOne(userId: string, node: string): void {
    if (node !== this.#id) return this.#tell(userId, { kind: "close", node });
    const { presence } = this.#options;
    const seat = expendable(presence.seatsOf(userId));
    if (seat === undefined) return;
    seat.close(REPLACED);
    presence.remove(seat);
  }
}
