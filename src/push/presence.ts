import type { Outlet } from "./outlet.ts";
import type { Seat } from "./seat.ts";

interface Present {
  readonly seats: Set<Seat>;
  readonly chatrooms: Set<string>;
  /** Another one after each change of `chatrooms`. */
  version: number;
}

/** Is told of what changes here, after it has. */
export interface PresenceWatcher {
  /** A user has one connection more or less than before. */
  userChanged(userId: string): void;
  /** The first connection of a member of this chatroom is here. */
  roomOpened(chatroomId: string): void;
  /** The last connection of a member of this chatroom has gone. */
  roomClosed(chatroomId: string): void;
}

const NOBODY: ReadonlySet<Seat> = new Set();
const NOWHERE: ReadonlySet<string> = new Set();

/**
 * Who is here, over all gateways: the seats of each user, oldest first, and
 * which gateways hold how many connections of each chatroom's members. It keeps
 * the gateways' own knowledge in step with its own. A seat is removed by
 * identity, so that one which goes late cannot take its successor with it, and
 * what is empty is deleted.
 */
export class Presence {
  #users = new Map<string, Present>();
  #chatrooms = new Map<string, Map<Outlet, number>>();
  #connections = 0;
  #watcher: PresenceWatcher | undefined;
  /** Counts the changes of anybody's chatrooms; never the same number twice. */
  #version = 0;

  /** Tells this one of all changes from now on. */
  watch(watcher: PresenceWatcher): void {
    this.#watcher = watcher;
  }

  /** How many users are online. */
  get users(): number {
    return this.#users.size;
  }

  /** How many logged-in connections there are. */
  get connections(): number {
    return this.#connections;
  }

  /** How many chatrooms have a member online. */
  get chatrooms(): number {
    return this.#chatrooms.size;
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
    return this.#chatrooms.get(chatroomId)?.keys() ?? [];
  }

  /** How many connections of a chatroom's members there are. */
  connectionsIn(chatroomId: string): number {
    let sum = 0;
    for (const count of this.#chatrooms.get(chatroomId)?.values() ?? []) {
      sum += count;
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

  /** Seats a user's connection; it is in the user's chatrooms from now on. */
  add(seat: Seat, userId: string): void {
    if (seat.userId === userId) return;
    this.remove(seat);
    const present = this.#users.get(userId) ?? this.#appear(userId);
    const { outlet } = seat;
    outlet.admit(seat.connection, userId);
    seat.userId = userId;
    present.seats.add(seat);
    this.#connections++;
    for (const id of present.chatrooms) {
      this.#count(id, outlet, +1);
      // Also where the gateway held others: they may have gone meanwhile.
      outlet.enter(id, userId);
    }
    this.#watcher?.userChanged(userId);
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
    for (const id of present.chatrooms) this.#count(id, outlet, -1);
    const isLast = present.seats.size === 0;
    if (isLast) this.#users.delete(userId);
    this.#watcher?.userChanged(userId);
    return isLast ? userId : undefined;
  }

  /** Puts a user's connections into a chatroom; again changes nothing. */
  enter(chatroomId: string, userId: string): void {
    const present = this.#users.get(userId);
    if (present === undefined || present.chatrooms.has(chatroomId)) return;
    present.chatrooms.add(chatroomId);
    present.version = ++this.#version;
    for (const { outlet } of present.seats) this.#count(chatroomId, outlet, +1);
    for (const outlet of this.outletsOf(userId)) {
      outlet.enter(chatroomId, userId);
    }
  }

  /** Takes a user's connections out of a chatroom. */
  exit(chatroomId: string, userId: string): void {
    const present = this.#users.get(userId);
    if (present === undefined) return;
    present.version = ++this.#version;
    if (!present.chatrooms.delete(chatroomId)) return;
    for (const { outlet } of present.seats) this.#count(chatroomId, outlet, -1);
    for (const outlet of this.outletsOf(userId)) {
      outlet.exit(chatroomId, userId);
    }
  }

  #appear(userId: string): Present {
    const present = {
      seats: new Set<Seat>(),
      chatrooms: new Set<string>(),
      version: ++this.#version,
    };
    this.#users.set(userId, present);
    return present;
  }

  #count(chatroomId: string, outlet: Outlet, change: number): void {
    const known = this.#chatrooms.get(chatroomId) ?? new Map<Outlet, number>();
    const count = (known.get(outlet) ?? 0) + change;
    if (count > 0) known.set(outlet, count);
    else known.delete(outlet);
    const isNew = !this.#chatrooms.has(chatroomId);
    if (known.size > 0) this.#chatrooms.set(chatroomId, known);
    else this.#chatrooms.delete(chatroomId);
    if (isNew && known.size > 0) this.#watcher?.roomOpened(chatroomId);
    if (!isNew && known.size === 0) this.#watcher?.roomClosed(chatroomId);
  }
}
