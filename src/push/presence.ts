import { type Clock, systemClock } from "../base/clock.ts";
import { Spread } from "../base/spread.ts";
import type { Outlet } from "./outlet.ts";
import { RoomIndex, type RoomWatcher } from "./room_index.ts";
import type { Seat } from "./seat.ts";

interface Present {
  readonly userId: string;
  readonly seats: Set<Seat>;
  readonly chatrooms: Set<string>;
  /** What each gateway is being told, or has been, of the chatrooms. */
  readonly tellings: Map<Outlet, Telling>;
  /** Another one after each change of `chatrooms`. */
  version: number;
  lookUp: LookUp | undefined;
}

/** A gateway is told all of a user's chatrooms, or takes all of them back. */
interface Telling {
  /** Has it a connection of the user? */
  readonly isHere: boolean;
  done: Promise<void> | undefined;
}

/** A look which chatrooms a user is in. */
interface LookUp {
  /** Chatrooms of which more recent news came meanwhile. */
  readonly news: Set<string>;
  isComplete: boolean;
  done: Promise<void>;
}

/** Is told of what changes here, after it has. */
export interface PresenceWatcher extends RoomWatcher {
  /** A user has one connection more or less than before. */
  userChanged(userId: string): void;
}

const NOBODY: ReadonlySet<Seat> = new Set();
const NOWHERE: ReadonlySet<string> = new Set();

/**
 * Who is here, over all gateways: the seats of each user, oldest first, and the
 * chatrooms that they are in. It keeps the gateways' own knowledge in step with
 * its own. A seat is removed by identity, so that one which goes late cannot
 * take its successor with it, and what is empty is deleted.
 *
 * A connection that comes or goes beside others of its user at its gateway
 * costs the same however many chatrooms they are in. The first and the last one
 * bring the gateway all of them, spread over turns of the event loop.
 */
export class Presence {
  #users = new Map<string, Present>();
  /** Those who have gone, and whose gateways still hear of it. */
  #leaving = new Map<string, Present>();
  #rooms = new RoomIndex();
  #spread: Spread;
  #connections = 0;
  #watcher: PresenceWatcher | undefined;
  /** Counts the changes of anybody's chatrooms; never the same number twice. */
  #version = 0;

  constructor(clock: Pick<Clock, "nextTurn"> = systemClock) {
    this.#spread = new Spread(clock);
  }

  /** Tells this one of all changes from now on. */
  watch(watcher: PresenceWatcher): void {
    this.#watcher = watcher;
    this.#rooms.watch(watcher);
  }

  /** How many users are online. */
  get users(): number {
    return this.#users.size;
  }

  /** How many logged-in connections there are. */
  get connections(): number {
    return this.#connections;
  }

  /** How many chatrooms have a member online, or had one a moment ago. */
  get chatrooms(): number {
    return this.#rooms.size;
  }

  /** Everybody who is online. */
  userIds(): Iterable<string> {
    return this.#users.keys();
  }

  /** Is any connection of this user here? */
  isOnline(userId: string): boolean {
    return this.#users.has(userId);
  }

  /** The user's seats, oldest first. */
  seatsOf(userId: string): ReadonlySet<Seat> {
    return this.#users.get(userId)?.seats ?? NOBODY;
  }

  /** The chatrooms that a user's connections are in. */
  chatroomsOf(userId: string): ReadonlySet<string> {
    return this.#users.get(userId)?.chatrooms ?? NOWHERE;
  }

  /** The gateways that hold a connection of this user. */
  outletsOf(userId: string): Iterable<Outlet> {
    const [first, ...others] = this.seatsOf(userId);
    if (first === undefined) return [];
    if (others.length === 0) return [first.outlet];
    return new Set([first, ...others].map(({ outlet }) => outlet));
  }

  /** The gateways that hold a connection of a member of this chatroom. */
  outletsIn(chatroomId: string): Iterable<Outlet> {
    return this.#rooms.outletsIn(chatroomId);
  }

  /** Is a member of this chatroom online, or was a moment ago? */
  isHeard(chatroomId: string): boolean {
    return this.#rooms.has(chatroomId);
  }

  /** Members of this chatroom who are online; those at two gateways twice. */
  *membersIn(chatroomId: string): Generator<string> {
    for (const [, members] of this.#rooms.membersIn(chatroomId)) {
      for (const id of members) if (this.#users.has(id)) yield id;
    }
  }

  /** How many connections of a chatroom's members there are; looks at each. */
  connectionsIn(chatroomId: string): number {
    let sum = 0;
    for (const [outlet, members] of this.#rooms.membersIn(chatroomId)) {
      for (const id of members) {
        for (const seat of this.seatsOf(id)) if (seat.outlet === outlet) sum++;
      }
    }
    return sum;
  }

  /**
   * A number that changes whenever the user's chatrooms change here: equal
   * before and after a look-up elsewhere means the look-up is still true.
   */
  versionOf(userId: string): number {
    return this.#users.get(userId)?.version ?? 0;
  }

  /**
   * Seats a user's connection, for `lifetime` milliseconds where that is given;
   * it is in the user's chatrooms from now on.
   */
  add(seat: Seat, userId: string, lifetime?: number): void {
    if (seat.userId === userId) return;
    this.remove(seat);
    const present = this.#users.get(userId) ?? this.#appear(userId);
    const { outlet } = seat;
    outlet.admit(seat.connection, userId, lifetime);
    seat.userId = userId;
    present.seats.add(seat);
    this.#connections++;
    if (!present.tellings.get(outlet)?.isHere) this.#tell(present, outlet);
    this.#watcher?.userChanged(userId);
  }

  /** A login lasts anew; a seat that nobody sits in changes nothing. */
  renew({ outlet, connection, userId }: Seat, lifetime?: number): void {
    if (userId !== undefined) outlet.admit(connection, userId, lifetime);
  }

  /**
   * Clears a seat; returns the user who is offline because of that. One that
   * nobody sits in changes nothing.
   */
  remove(seat: Seat): string | undefined {
    const { userId, outlet } = seat;
    const present = this.#users.get(userId ?? "");
    if (userId === undefined || present === undefined) return undefined;
    seat.userId = undefined;
    present.seats.delete(seat);
    this.#connections--;
    // A gateway forgets by itself a connection that has gone.
    if (seat.open) outlet.dismiss(seat.connection);
    const isLast = present.seats.size === 0;
    if (isLast) this.#disappear(present);
    if (!hasSeatAt(present, outlet)) this.#takeBack(present, outlet);
    this.#watcher?.userChanged(userId);
    return isLast ? userId : undefined;
  }

  /** Puts a user's connections into a chatroom; again changes nothing. */
  enter(chatroomId: string, userId: string): void {
    const present = this.#newsOf(chatroomId, userId);
    if (present !== undefined) this.#enter(chatroomId, present);
  }

  /** Takes a user's connections out of a chatroom. */
  exit(chatroomId: string, userId: string): void {
    const present = this.#newsOf(chatroomId, userId);
    if (present !== undefined) this.#exit(chatroomId, present);
  }

  /**
   * Has a user's chatrooms looked up, once for all of their connections, and
   * entered. Settles when every gateway of theirs has been told of all; rejects
   * with what the look-up rejects with, and looks again the next time.
   */
  async know(
    userId: string,
    look: () => Promise<Iterable<string>>,
  ): Promise<void> {
    for (;;) {
      const present = this.#users.get(userId);
      if (present === undefined) return;
      const lookUp = present.lookUp ??= this.#beginLookUp(present, look);
      await lookUp.done;
      // One that was begun anew meanwhile has not entered all.
      if (present.lookUp === lookUp) return await isTold(present);
    }
  }

  /** As {@linkcode know}, also where they are known: news may have been lost. */
  knowAgain(
    userId: string,
    look: () => Promise<Iterable<string>>,
  ): Promise<void> {
    const present = this.#users.get(userId);
    if (present !== undefined) present.lookUp = undefined;
    return this.know(userId, look);
  }

  /** Whom it concerns, if they are here; a look-up meanwhile is older. */
  #newsOf(chatroomId: string, userId: string): Present | undefined {
    const present = this.#users.get(userId) ?? this.#leaving.get(userId);
    const { lookUp } = present ?? {};
    if (lookUp?.isComplete === false) lookUp.news.add(chatroomId);
    return present;
  }

  #appear(userId: string): Present {
    const present = this.#leaving.get(userId) ?? {
      userId,
      seats: new Set<Seat>(),
      chatrooms: new Set<string>(),
      tellings: new Map<Outlet, Telling>(),
      version: 0,
      lookUp: undefined,
    };
    present.version = ++this.#version;
    this.#leaving.delete(userId);
    this.#users.set(userId, present);
    return present;
  }

  #disappear(present: Present): void {
    const { userId, lookUp } = present;
    this.#users.delete(userId);
    this.#leaving.set(userId, present);
    // Other nodes tell us nothing of who is not here.
    const isTrue = lookUp?.isComplete && this.#watcher === undefined;
    if (!isTrue) present.lookUp = undefined;
  }

  #enter(chatroomId: string, present: Present): void {
    if (present.chatrooms.has(chatroomId)) return;
    const { userId } = present;
    present.chatrooms.add(chatroomId);
    present.version = ++this.#version;
    for (const outlet of this.outletsOf(userId)) {
      this.#rooms.enter(chatroomId, userId, outlet);
    }
  }

  #exit(chatroomId: string, present: Present): void {
    present.version = ++this.#version;
    if (!present.chatrooms.delete(chatroomId)) return;
    for (const outlet of present.tellings.keys()) {
      this.#rooms.exit(chatroomId, present.userId, outlet);
    }
  }

  #tell(present: Present, outlet: Outlet): void {
    const telling: Telling = { isHere: true, done: undefined };
    present.tellings.set(outlet, telling);
    telling.done = this.#spread.over(
      chatroomsDuring(present, outlet, telling),
      (id) => {
        this.#rooms.enter(id, present.userId, outlet);
        return outlet.ready?.();
      },
    );
  }

  #takeBack(present: Present, outlet: Outlet): void {
    const { tellings, userId } = present;
    const telling: Telling = { isHere: false, done: undefined };
    tellings.set(outlet, telling);
    const end = () => {
      if (tellings.get(outlet) === telling) tellings.delete(outlet);
      const isOver = this.#leaving.get(userId) === present;
      if (isOver && tellings.size === 0) this.#leaving.delete(userId);
    };
    telling.done = this.#spread.over(
      chatroomsDuring(present, outlet, telling),
      (id) => {
        this.#rooms.exit(id, userId, outlet);
        return outlet.ready?.();
      },
    )?.then(end);
    if (telling.done === undefined) end();
  }

  #beginLookUp(
    present: Present,
    look: () => Promise<Iterable<string>>,
  ): LookUp {
    const done = Promise.resolve();
    const lookUp: LookUp = { news: new Set(), isComplete: false, done };
    const isCurrent = () => present.lookUp === lookUp;
    lookUp.done = this.#lookUp(present, look, lookUp).then(
      () => {
        lookUp.isComplete = true;
        lookUp.news.clear();
      },
      (fault) => {
        if (isCurrent()) present.lookUp = undefined;
        throw fault;
      },
    );
    return lookUp;
  }

  /** What is listed is entered, and what is not is left; news knows better. */
  async #lookUp(
    present: Present,
    look: () => Promise<Iterable<string>>,
    { news }: LookUp,
  ): Promise<void> {
    const listed = await look();
    const isCurrent = () => present.lookUp?.news === news;
    const found = present.chatrooms.size > 0 ? new Set<string>() : undefined;
    await this.#spread.over(whileTrue(listed, isCurrent), (id) => {
      found?.add(id);
      if (!news.has(id)) this.#enter(id, present);
      return isReady(present);
    });
    if (found === undefined) return;
    await this.#spread.over(whileTrue(present.chatrooms, isCurrent), (id) => {
      if (!found.has(id) && !news.has(id)) this.#exit(id, present);
      return isReady(present);
    });
  }
}

/** Undefined while all gateways that are told keep up, else when one does. */
function isReady({ tellings }: Present): Promise<void> | undefined {
  for (const outlet of tellings.keys()) {
    const ready = outlet.ready?.();
    if (ready !== undefined) return ready;
  }
  return undefined;
}

/** Settles when all gateways that hold the user have been told. */
async function isTold({ tellings }: Present): Promise<void> {
  const here = [...tellings.values()].filter(({ isHere }) => isHere);
  await Promise.all(here.map(({ done }) => done));
}

function hasSeatAt({ seats }: Present, outlet: Outlet): boolean {
  for (const seat of seats) if (seat.outlet === outlet) return true;
  return false;
}

/** Ends when the gateway is to be told the opposite. */
function chatroomsDuring(
  { chatrooms, tellings }: Present,
  outlet: Outlet,
  telling: Telling,
): Generator<string> {
  return whileTrue(chatrooms, () => tellings.get(outlet) === telling);
}

function* whileTrue(
  ids: Iterable<string>,
  isTrue: () => boolean,
): Generator<string> {
  for (const id of ids) {
    if (!isTrue()) return;
    yield id;
  }
}
