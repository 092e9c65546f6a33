import { type Clock, systemClock } from "../base/clock.ts";
import { Spread } from "../base/spread.ts";
import type { GatewayCommands } from "./gateway_commands.ts";
import { PresentUser, type PresentUserOptions } from "./present_user.ts";
import { RoomIndex, type RoomWatcher } from "./room_index.ts";
import { ConnectionRef } from "./connection_ref.ts";

/** Is told of what changes here, after it has. */
export interface PresenceWatcher extends RoomWatcher {
  /** A user has one connection more or less than before. */
  userChanged(userId: string): void;
}

const NOBODY: ReadonlySet<ConnectionRef> = new Set();
const NOWHERE: ReadonlySet<string> = new Set();

/**
 * Who is here, over all gateways: the connections that have asked anything, as
 * refs, those of each user, oldest first, and the chatrooms that they are in.
 * It keeps the gateways' own knowledge in step with its own. A ref is removed
 * by identity, so that one which goes late cannot take its successor with it,
 * and what is empty is deleted.
 *
 * A connection that comes or goes beside others of its user at its gateway
 * costs the same however many chatrooms they are in, see {@linkcode PresentUser}.
 */
export class Presence {
  /** By gateway and the number there. */
  #refs = new Map<GatewayCommands, Map<number, ConnectionRef>>();
  #users = new Map<string, PresentUser>();
  /** Those who have gone, and whose gateways still hear of it. */
  #leaving = new Map<string, PresentUser>();
  #rooms = new RoomIndex();
  #shared: PresentUserOptions;
  #connections = 0;
  #watcher: PresenceWatcher | undefined;

  constructor(clock: Pick<Clock, "nextTurn"> = systemClock) {
    let version = 0;
    this.#shared = {
      rooms: this.#rooms,
      spread: new Spread(clock),
      nextVersion: () => ++version,
    };
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

  /** The ref of a gateway's connection; a new one at its first request. */
  refAt(commands: GatewayCommands, connection: number): ConnectionRef {
    const refs = this.#refs.get(commands) ?? this.#open(commands);
    const known = refs.get(connection);
    if (known !== undefined) return known;
    const ref = new ConnectionRef(commands, connection);
    refs.set(connection, ref);
    return ref;
  }

  /** The ref of a gateway's connection, if it has asked anything. */
  findRef(
    commands: GatewayCommands,
    connection: number,
  ): ConnectionRef | undefined {
    return this.#refs.get(commands)?.get(connection);
  }

  /** The refs of a gateway. */
  refsAt(commands: GatewayCommands): Iterable<ConnectionRef> {
    return this.#refs.get(commands)?.values() ?? [];
  }

  /** A connection has gone; its login is ended apart, see `remove`. */
  leave(ref: ConnectionRef): void {
    const { commands, connection } = ref;
    ref.leave();
    const refs = this.#refs.get(commands);
    refs?.delete(connection);
    if (refs?.size === 0) this.#refs.delete(commands);
  }

  /** The user's refs, oldest first. */
  refsOf(userId: string): ReadonlySet<ConnectionRef> {
    return this.#users.get(userId)?.refs ?? NOBODY;
  }

  /** The chatrooms that a user's connections are in. */
  chatroomsOf(userId: string): ReadonlySet<string> {
    return this.#users.get(userId)?.chatrooms ?? NOWHERE;
  }

  /** The gateways that hold a connection of this user. */
  gatewaysOf(userId: string): Iterable<GatewayCommands> {
    return this.#users.get(userId)?.gateways() ?? [];
  }

  /** The gateways that hold a connection of a member of this chatroom. */
  gatewaysIn(chatroomId: string): Iterable<GatewayCommands> {
    return this.#rooms.gatewaysIn(chatroomId);
  }

  /** Is a member of this chatroom online, or was a moment ago? */
  isHeard(chatroomId: string): boolean {
    return this.#rooms.has(chatroomId);
  }

  /** How many connections of a chatroom's members there are; looks at each. */
  connectionsIn(chatroomId: string): number {
    let sum = 0;
    for (const [commands, members] of this.#rooms.membersIn(chatroomId)) {
      for (const id of members) {
        for (const ref of this.refsOf(id)) if (ref.commands === commands) sum++;
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
   * Logs a user in at a connection, for `lifetime` milliseconds where that is given;
   * it is in the user's chatrooms from now on.
   */
  add(ref: ConnectionRef, userId: string, lifetime?: number): void {
    if (ref.userId === userId) return;
    this.remove(ref);
    const user = this.#users.get(userId) ?? this.#appear(userId);
    const { commands } = ref;
    commands.admit(ref.connection, userId, lifetime);
    ref.userId = userId;
    user.refs.add(ref);
    this.#connections++;
    user.tell(commands);
    this.#watcher?.userChanged(userId);
  }

  /** A login lasts anew; a ref without a user changes nothing. */
  renew(
    { commands, connection, userId }: ConnectionRef,
    lifetime?: number,
  ): void {
    if (userId !== undefined) commands.admit(connection, userId, lifetime);
  }

  /**
   * Clears a ref; returns the user who is offline because of that. One that
   * has no user changes nothing.
   */
  remove(ref: ConnectionRef): string | undefined {
    const { userId, commands } = ref;
    const user = this.#users.get(userId ?? "");
    if (userId === undefined || user === undefined) return undefined;
    ref.userId = undefined;
    user.refs.delete(ref);
    this.#connections--;
    // A gateway forgets by itself a connection that has gone.
    if (ref.open) commands.dismiss(ref.connection);
    const isLast = user.refs.size === 0;
    if (isLast) this.#disappear(user);
    if (!user.hasRefAt(commands)) {
      user.takeBack(commands, () => this.#forgetIfOver(user));
    }
    this.#watcher?.userChanged(userId);
    return isLast ? userId : undefined;
  }

  /** Puts a user's connections into a chatroom; again changes nothing. */
  enter(chatroomId: string, userId: string): void {
    this.#hereOrLeaving(userId)?.enter(chatroomId);
  }

  /** Takes a user's connections out of a chatroom. */
  exit(chatroomId: string, userId: string): void {
    this.#hereOrLeaving(userId)?.exit(chatroomId);
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
      const user = this.#users.get(userId);
      if (user === undefined || await user.know(look)) return;
    }
  }

  /** As {@linkcode know}, also where they are known: news may have been lost. */
  knowAgain(
    userId: string,
    look: () => Promise<Iterable<string>>,
  ): Promise<void> {
    this.#users.get(userId)?.forgetLookUp();
    return this.know(userId, look);
  }

  #open(commands: GatewayCommands): Map<number, ConnectionRef> {
    const refs = new Map<number, ConnectionRef>();
    this.#refs.set(commands, refs);
    return refs;
  }

  #hereOrLeaving(userId: string): PresentUser | undefined {
    return this.#users.get(userId) ?? this.#leaving.get(userId);
  }

  #appear(userId: string): PresentUser {
    const leaving = this.#leaving.get(userId);
    leaving?.comeBack();
    const user = leaving ?? new PresentUser(userId, this.#shared);
    this.#leaving.delete(userId);
    this.#users.set(userId, user);
    return user;
  }

  #disappear(user: PresentUser): void {
    this.#users.delete(user.id);
    this.#leaving.set(user.id, user);
    // Other nodes tell us nothing of who is not here.
    const staysTrue = user.isLookedUp && this.#watcher === undefined;
    if (!staysTrue) user.forgetLookUp();
  }

  #forgetIfOver(user: PresentUser): void {
    const isLeaving = this.#leaving.get(user.id) === user;
    if (isLeaving && user.isForgotten) this.#leaving.delete(user.id);
  }
}
