import { attempt } from "../base/attempt.ts";
import { type Close, REPLACED } from "../base/close_codes.ts";
import type { Clock } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import { refOf } from "../domain/ids.ts";
import type { Log } from "../observe/log.ts";
import type { EventPush } from "../protocol/responses.ts";
import type { ChatroomPush } from "../push/chatroom.ts";
import type { Events } from "../push/events.ts";
import { expendable } from "../push/expendable.ts";
import type { News } from "../push/news.ts";
import type { Presence } from "../push/presence.ts";
import type { PrivatePush } from "../push/private.ts";
import type { RedisConnection } from "../storage/redis/connection.ts";
import type { Storage } from "../storage/storage.ts";
import type { Administration } from "../storage/administration.ts";
import { CatchUp } from "./catch_up.ts";
import { HeardJoins } from "./heard_joins.ts";
import { type Settle, UnsettledWrites } from "./unsettled_writes.ts";
import { MembershipFeed } from "./membership_feed.ts";
import { Memberships } from "./memberships.ts";
import { NewsBus } from "./news_bus.ts";
import type { UserNews } from "./node_message.ts";
import type { NodeSettings } from "./node_settings.ts";
import {
  announceAt,
  type Entered,
  type LocatedConnection,
  type Nodes,
  sendAwayFrom,
} from "./nodes.ts";
import { PrivateFeed } from "./private_feed.ts";
import { RedisBus } from "./redis_bus.ts";
import { NodeRegistry } from "./node_registry.ts";
import { RoomFeed } from "./room_feed.ts";
import { RoomPlaces } from "./room_places.ts";
import { sendAwayMissed } from "./send_away_missed.ts";
import { SharedNews } from "./shared_news.ts";
import { SharedTime } from "./shared_time.ts";

/** What {@linkcode ManyNodes} needs. */
export interface ManyNodesOptions {
  readonly urls: readonly string[];
  /** Milliseconds for an answer of Redis. */
  readonly timeout: number;
  readonly connection: RedisConnection;
  /** The name of this node, another one at each start. */
  readonly node: string;
  readonly storage: Storage;
  readonly administration: Pick<Administration, "access">;
  readonly presence: Presence;
  /** Pushes to the users of this node, by means of the three that follow. */
  readonly local: News;
  readonly events: Events;
  readonly privatePush: PrivatePush;
  readonly chatroomPush: ChatroomPush;
  /** Most missed messages of a chatroom that are read. */
  readonly count: number;
  readonly maxConnectionsPerUser: number;
  /**
   * Settings that must be equal on all nodes; undefined: nothing is compared.
   */
  readonly settings?: NodeSettings | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The bus as others may inspect it. */
export type Bus = Pick<RedisBus, "problem" | "channels" | "dropped">;

/**
 * Most conversations of each kind of which a node remembers how far they are.
 */
const MAX_PLACES = 100_000;
/** Most memberships of which a node remembers the latest state. */
const MAX_MEMBERSHIPS = 100_000;

/**
 * {@linkcode Nodes} that share a Redis. It takes news from the other nodes for
 * the users who are online here, and passes news of this node on to the others.
 */
export class ManyNodes implements Nodes {
  #options: ManyNodesOptions;
  #texts: RedisBus;
  #bus: NewsBus;
  #news: SharedNews;
  #registry: NodeRegistry;
  #memberships: Memberships;
  #joins: MembershipFeed;
  #heardJoins: HeardJoins;
  #rooms: RoomFeed;
  #places: RoomPlaces;
  #privates: PrivateFeed;
  #catchUp: CatchUp;
  #time: SharedTime;
  #unsettled: UnsettledWrites;
  #onErased: ((userId: string) => void) | undefined;
  #onFault = (fault: unknown): void =>
    this.#options.log.debug("catching up failed", {
      fault: describeFault(fault),
    });

  constructor(options: ManyNodesOptions) {
    this.#options = options;
    const { clock, presence, storage, connection, log } = options;
    const onFault = this.#onFault;
    const time = this.#time = new SharedTime(clock);
    const settled = () => this.#bus.settled();
    this.#memberships = new Memberships({ presence, limit: MAX_MEMBERSHIPS });
    const rooms = this.#rooms = this.#createRooms(this.#memberships);
    this.#places = new RoomPlaces({ connection, rooms, settled, onFault });
    this.#joins = new MembershipFeed({
      memberships: this.#memberships,
      rooms,
      storage,
      settled,
      onFault,
    });
    this.#heardJoins = new HeardJoins({
      ...options,
      rooms,
      joins: this.#joins,
    });
    const privates = this.#privates = new PrivateFeed({
      storage,
      presence,
      clock,
      now: time.now,
      push: options.privatePush,
      limit: MAX_PLACES,
      onFault,
    });
    this.#registry = this.#createRegistry(time);
    this.#catchUp = this.#createCatchUp(time);
    this.#unsettled = new UnsettledWrites({ clock, log });
    this.#texts = this.#createTexts(time);
    const bus = this.#bus = this.#createBus(this.#texts);
    this.#news = new SharedNews({
      local: options.local,
      privates,
      bus,
      scriptTellsUsers: !connection.isCluster,
    });
    this.#watch();
    connection.watch(() => this.#doubt());
  }

  /** The state of the bus. */
  get bus(): Bus {
    return this.#texts;
  }

  /** Takes the news of this node's rules, for all nodes. */
  get news(): News {
    return this.#news;
  }

  /** As `NodesParts.now`. */
  now(): number {
    return this.#time.now();
  }

  /**
   * Becomes one of the nodes; if Redis is out of reach, as soon as it is not.
   *
   * @throws {SettingsDiffer} another live node has other settings
   */
  enter(): Promise<void> {
    return this.#registry.enter(this.#options.timeout);
  }

  online(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#registry.online(userIds);
  }

  everybodyOnline(): undefined {
    return undefined;
  }

  connectionsOf(userId: string): Promise<LocatedConnection[]> {
    return this.#registry.connectionsOf(userId);
  }

  erased(userId: string): void {
    this.#bus.tellNodes({ kind: "erased", userId });
  }

  /** Calls `onErased` when another node has erased a user. */
  watchErased(onErased: (userId: string) => void): void {
    this.#onErased = onErased;
  }

  sendAway(userId: string, close: Close): void {
    sendAwayFrom(this.#options.presence, userId, close);
    this.#bus.tellUser(userId, { kind: "sent away", close });
  }

  announce(event: EventPush): number {
    this.#bus.tellAll(event);
    return announceAt(this.#options.presence, event);
  }

  async settled(): Promise<void> {
    await Promise.all([this.#bus.settled(), this.#registry.settled()]);
  }

  entered(chatroomId: string, userId: string, place: Entered): Promise<void> {
    this.#bus.tellUser(userId, { kind: "entered", chatroomId, place });
    return this.#joins.enter(chatroomId, userId, place);
  }

  left(chatroomId: string, userId: string, ordinal: number): void {
    this.#joins.leave(chatroomId, userId, ordinal);
    this.#bus.tellUser(userId, { kind: "left", chatroomId, ordinal });
  }

  settling<T>(change: Promise<T>, settle: Settle): Promise<T> {
    return this.#unsettled.over(change, settle);
  }

  async stop(): Promise<void> {
    this.#catchUp.stop();
    this.#unsettled.stop();
    this.#rooms.stop();
    this.#privates.stop();
    await Promise.all([this.#bus.close(), this.#registry.stop()]);
  }

  #createRooms(memberships: Memberships): RoomFeed {
    const { storage, clock, local, chatroomPush, events } = this.#options;
    return new RoomFeed({
      storage,
      memberships,
      clock,
      local,
      chatroomPush,
      events,
      count: this.#options.count,
      limit: MAX_PLACES,
      onFault: this.#onFault,
      onDisbanded: (id) =>
        void this.#joins.check(id, this.#options.presence.usersIn(id)),
    });
  }

  #createRegistry(time: SharedTime): NodeRegistry {
    const { node, connection, presence, clock, log, settings } = this.#options;
    return new NodeRegistry({
      node,
      connection,
      presence,
      clock,
      time,
      log,
      settings,
      limit: this.#options.maxConnectionsPerUser,
      onExcess: (userId, other) => this.#closeOne(userId, other),
      onSilence: (lostFor) => this.#back(time.now() - lostFor),
      onLate: (userId, lateFor) =>
        this.#catchUp.ofUser(userId, time.now() - lateFor),
    });
  }

  #createCatchUp({ now }: SharedTime): CatchUp {
    const { presence, storage, clock, log } = this.#options;
    return new CatchUp({
      presence,
      storage,
      registry: this.#registry,
      privates: this.#privates,
      rooms: this.#rooms,
      sendAway: (userId) => sendAwayMissed(userId, { ...this.#options, now }),
      clock,
      log,
    });
  }

  #createTexts(time: SharedTime): RedisBus {
    const { node, urls, timeout, connection, clock, log } = this.#options;
    return new RedisBus({
      node,
      urls,
      timeout,
      connection,
      clock,
      log,
      onNews: (channel, text) => this.#bus.hear(channel, text),
      onBreak: () => this.#doubt(),
      onBack: (lostFor) => this.#back(time.now() - lostFor),
    });
  }

  #createBus(texts: RedisBus): NewsBus {
    const { urls, log } = this.#options;
    return new NewsBus({
      node: this.#options.node,
      urls,
      texts,
      log,
      onAll: (event) => void announceAt(this.#options.presence, event),
      onNodes: ({ userId }) => this.#onErased?.(userId),
      onUser: (userId, news) => this.#takeNews(userId, news),
      onRoom: (chatroomId, news) => this.#rooms.take(chatroomId, news),
    });
  }

  #watch(): void {
    this.#options.presence.watch({
      userChanged: (id) => this.#guarded(() => this.#userChanged(id)),
      roomOpened: (id) => this.#guarded(() => this.#roomOpened(id)),
      roomClosed: (id) => this.#guarded(() => this.#roomClosed(id)),
    });
  }

  /**
   * A change of who is online here stands, whatever fails in telling others.
   */
  #guarded(run: () => void): void {
    const { log } = this.#options;
    attempt(
      run,
      (fault) => log.error("fault", { fault: describeFault(fault) }),
    );
  }

  /** Redis may be another server from now on, and lack what was delivered. */
  #doubt(): void {
    this.#rooms.doubt();
    this.#privates.doubt();
  }

  /** Redis may have lost publications, and what was stored in it. */
  #back(lostAt: number): void {
    this.#memberships.forget();
    this.#catchUp.from(lostAt);
  }

  #roomOpened(chatroomId: string): void {
    this.#rooms.open(chatroomId);
    this.#bus.listenToRoom(chatroomId);
    this.#places.note(chatroomId);
  }

  #roomClosed(chatroomId: string): void {
    this.#rooms.close(chatroomId);
    this.#bus.unlistenToRoom(chatroomId);
  }

  #userChanged(userId: string): void {
    const isHere = this.#options.presence.isOnline(userId);
    if (isHere && !this.#privates.isHere(userId)) {
      this.#privates.came(userId);
      this.#bus.listenToUser(userId);
    } else if (!isHere) {
      this.#privates.went(userId);
      this.#bus.unlistenToUser(userId);
    }
    this.#registry.note(userId);
  }

  #takeNews(userId: string, news: UserNews): void {
    const { events } = this.#options;
    switch (news.kind) {
      case "message": {
        const { message, title } = news;
        const { target } = refOf(message.conversation, userId);
        const isSender = message.sender.id === userId;
        const peer = isSender ? { id: target, name: title } : message.sender;
        const origin = undefined;
        return this.#privates.take({ userId, message, peer, origin });
      }
      case "event":
        return events.notifyUser(userId, news.event, undefined);
      case "entered":
        return this.#heardJoins.hear(userId, news);
      case "left":
        return this.#joins.hear(news.chatroomId, userId, {
          ordinal: news.ordinal,
          isMember: false,
        });
      case "sent away":
        return sendAwayFrom(this.#options.presence, userId, news.close);
      case "close":
        if (news.node === this.#options.node) this.#closeOne(userId, news.node);
    }
  }

  #closeOne(userId: string, node: string): void {
    if (node !== this.#options.node) {
      return this.#bus.tellUser(userId, { kind: "close", node });
    }
    const { presence } = this.#options;
    const ref = expendable(presence.refsOf(userId));
    if (ref === undefined) return;
    ref.close(REPLACED);
    presence.remove(ref);
  }
}
