import { type Clock, systemClock } from "../base/clock.ts";
import { Spread } from "../base/spread.ts";
import type { GatewayCommands } from "./gateway_commands.ts";
import { LateJoiners } from "./late_joiners.ts";
import { PresentUser, type PresentUserOptions } from "./present_user.ts";
import { RoomIndex, type RoomWatcher } from "./room_index.ts";
import { ConnectionRef } from "./connection_ref.ts";

/** Called after each change of who is online on this node. */
export interface PresenceWatcher extends RoomWatcher {
  /** A user has one connection more or fewer. */
  userChanged(userId: string): void;
}

/** Called after each change of who is online on this node, too. */
export interface PresenceObserver {
  /** A user has a first connection here. */
  appeared(userId: string): void;
  /** The login of a user's connection has ended. */
  ended(userId: string, ref: ConnectionRef): void;
  /** That was the last connection of the user here. */
  disappeared(userId: string): void;
}

const NOBODY: ReadonlySet<ConnectionRef> = new Set();
const NOWHERE: ReadonlySet<string> = new Set();

/**
 * Who is online on this node, over all its gateways: a ref for each connection
 * that has sent a request, each user's refs (oldest first), and the chatrooms
 * they are in. It keeps the gateways' hubs in step with itself. A ref is
 * removed by identity, so that one that ends late cannot remove its successor.
 * Empty entries are deleted.
 *
 * A connection that comes or goes beside others of its user at the same gateway
 * costs the same however many chatrooms the user is in, see {@linkcode
 * PresentUser}.
 */
export class Presence {
  /** By gateway, then by the connection's number there. */
  #refs = new Map<GatewayCommands, Map<number, ConnectionRef>>();
  #users = new Map<string, PresentUser>();
  /** Users without a connection whose gateways have yet to hear of it. */
  #leaving = new Map<string, PresentUser>();
  /** Members who must not be pushed everything that waits for its push. */
  readonly late = new LateJoiners();
  #rooms = new RoomIndex(this.late);
  #shared: PresentUserOptions;
  #connections = 0;
  #watcher: PresenceWatcher | undefined;
  #observers: readonly PresenceObserver[] = [];

  constructor(clock: Pick<Clock, "nextTurn"> = systemClock) {
    let version = 0;
    this.#shared = {
      rooms: this.#rooms,
      spread: new Spread(clock),
      nextVersion: () => ++version,
    };
  }

  /** Sets the one watcher of all changes from now on. */
  watch(watcher: PresenceWatcher): void {
    this.#watcher = watcher;
    this.#rooms.watch(watcher);
  }

  /** Adds an observer; it must not throw. */
  observe(observer: PresenceObserver): void {
    this.#observers = [...this.#observers, observer];
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

  /** The gateways that have a connection which has sent a request. */
  gateways(): Iterable<GatewayCommands> {
    return this.#refs.keys();
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

  /** The ref of a gateway's connection, if it has sent a request. */
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

  /** Marks a connection as gone. This does not end its login, see `remove`. */
  leave(ref: ConnectionRef): void {
    const { commands, connection } = ref;
    ref.leave();
    const refs = this.#refs.get(commands);
    refs?.delete(connection);
    if (refs?.size === 0) this.#refs.delete(commands);
  }

  /** A user who is online. */
  find(userId: string): PresentUser | undefined {
    return this.#users.get(userId);
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
  hasMemberOnline(chatroomId: string): boolean {
    return this.#rooms.has(chatroomId);
  }

  /** The members of a chatroom who are online here; costs a look at each. */
  usersIn(chatroomId: string): ReadonlySet<string> {
    const found = new Set<string>();
    for (const [, members] of this.#rooms.membersIn(chatroomId)) {
      for (const id of members) found.add(id);
    }
    return found;
  }

  /** How many connections a chatroom's members have; costs a look at each. */
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
   * Changes with each change of the user's chatrooms here. If it is the same
   * before and after a look-up elsewhere, the result still holds.
   */
  versionOf(userId: string): number {
    return this.#users.get(userId)?.version ?? 0;
  }

  /**
   * Logs a user in at a connection, for `lifetime` milliseconds if given; from
   * now on it is in the user's chatrooms.
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
    user.enterGateway(commands);
    this.#watcher?.userChanged(userId);
    if (user.refs.size > 1) return;
    for (const observer of this.#observers) observer.appeared(userId);
  }

  /** Sets the lifetime of a login anew; does nothing without one. */
  renew(
    { commands, connection, userId }: ConnectionRef,
    lifetime?: number,
  ): void {
    if (userId !== undefined) commands.admit(connection, userId, lifetime);
  }

  /**
   * Ends the login of a connection; does nothing without one. Returns the user
   * if this was their last connection.
   */
  remove(ref: ConnectionRef): string | undefined {
    const { userId, commands } = ref;
    const user = this.#users.get(userId ?? "");
    if (userId === undefined || user === undefined) return undefined;
    ref.userId = undefined;
    user.refs.delete(ref);
    this.#connections--;
    // A gateway forgets a closed connection by itself.
    if (ref.open) commands.dismiss(ref.connection);
    const isLast = user.refs.size === 0;
    if (isLast) this.#disappear(user);
    if (!user.hasRefAt(commands)) {
      user.exitGateway(commands, () => this.#forgetIfOver(user));
    }
    this.#watcher?.userChanged(userId);
    for (const observer of this.#observers) {
      observer.ended(userId, ref);
      if (isLast) observer.disappeared(userId);
    }
    return isLast ? userId : undefined;
  }

  /**
   * Puts a user's connections into a chatroom; repeating it does nothing. They
   * are pushed nothing up to the message `hiddenUpTo`.
   */
  enter(chatroomId: string, userId: string, hiddenUpTo = 0): void {
    this.late.add(chatroomId, userId, hiddenUpTo);
    this.#hereOrLeaving(userId)?.enter(chatroomId);
  }

  /** Takes a user's connections out of a chatroom. */
  exit(chatroomId: string, userId: string): void {
    this.late.remove(chatroomId, userId);
    this.#hereOrLeaving(userId)?.exit(chatroomId);
  }

  /**
   * Looks up the user's chatrooms, once for all connections, and enters them.
   * Settles when each of the user's gateways knows all of them. If the look-up
   * fails this rejects with the same error, and the next call looks again.
   */
  async lookUpChatrooms(
    userId: string,
    look: () => Promise<Iterable<string>>,
  ): Promise<void> {
    for (;;) {
      const user = this.#users.get(userId);
      if (user === undefined || await user.lookUpChatrooms(look)) return;
    }
  }

  /** As {@linkcode lookUpChatrooms}, but always looks again: news may have been lost. */
  lookUpChatroomsAgain(
    userId: string,
    look: () => Promise<Iterable<string>>,
  ): Promise<void> {
    this.#users.get(userId)?.forgetLookUp();
    return this.lookUpChatrooms(userId, look);
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
    // With other nodes this one hears no news of users who are not here.
    const staysTrue = user.isLookedUp && this.#watcher === undefined;
    if (!staysTrue) user.forgetLookUp();
  }

  #forgetIfOver(user: PresentUser): void {
    const isLeaving = this.#leaving.get(user.id) === user;
    if (isLeaving && user.isForgotten) this.#leaving.delete(user.id);
  }
}
