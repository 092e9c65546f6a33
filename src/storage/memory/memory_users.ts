import type { Message, User } from "../../domain/model.ts";
import { ReplyError } from "../../base/errors.ts";
import {
  type KeyData,
  MAX_PROFILE_KEYS,
  mergedData,
} from "../../domain/key_data.ts";
import type { ProfileChange } from "../storage.ts";
import type { DataTotals } from "./data_totals.ts";
import { ColdestFirst } from "./coldest_first.ts";
import type { Moment } from "./moments.ts";

interface UserRecord {
  /** One object, shared by all messages that the user sends under this name. */
  sender: Message["sender"];
  lastSeen: number;
  /** The time of the last touch, by the clock that never jumps. */
  touchedAt: number;
  data?: KeyData;
}

/** What {@linkcode MemoryUsers} needs. */
export interface MemoryUsersOptions {
  /**
   * Most users kept; when full, a new one replaces the coldest offline user.
   */
  readonly maxUsers: number;
  /** Milliseconds after its last touch until an offline user may be removed. */
  readonly idleExpiry: number;
  /** Counts what users say of themselves. */
  readonly data: DataTotals;
  /** A connected user is never removed. */
  readonly isOnline: (userId: string) => boolean;
  /**
   * Removes, one by one, everything that a user is in. The user is removed
   * after the last.
   */
  readonly letGo: (userId: string) => Iterator<void>;
}

/**
 * How many things of one user are removed at a time to make room for another.
 */
const LET_GO_AT_ONCE = 1000;

/** The users of a {@linkcode MemoryStorage}, in order of their last touch. */
export class MemoryUsers {
  #users = new ColdestFirst<string, UserRecord>();
  #options: MemoryUsersOptions;
  /** The user being removed, and what is left of what they were in. */
  #going: { readonly id: string; readonly left: Iterator<void> } | undefined;

  constructor(options: MemoryUsersOptions) {
    this.#options = options;
  }

  /** How many users there are. */
  get size(): number {
    return this.#users.size;
  }

  /** Is there such a user? */
  has(userId: string): boolean {
    return this.#users.get(userId) !== undefined;
  }

  /** The user, if there is one. */
  get(userId: string): User | undefined {
    const known = this.#users.get(userId);
    return known === undefined ? undefined : toUser(known);
  }

  /** The ids of all users, in no order. */
  ids(): Iterable<string> {
    return this.#users.keys();
  }

  /** Removes a user at once, with everything that they are in. */
  remove(userId: string): void {
    const left = this.#options.letGo(userId);
    while (!left.next().done);
    if (this.#going?.id === userId) this.#going = undefined;
    this.#drop(userId);
  }

  /** The user's name; for an unknown user, the id. */
  nameOf(userId: string): string {
    return this.#users.get(userId)?.sender.name ?? userId;
  }

  /**
   * Adds or finds a user, and sets their name if one is given.
   *
   * @throws {ReplyError} 503 when there is no room for one more user.
   */
  enter(userId: string, name: string | undefined, now: Moment): User {
    return toUser(this.#enter(userId, name, now));
  }

  /**
   * Adds or finds a user who sends a message.
   *
   * @throws {ReplyError} 503 as {@linkcode enter}
   */
  sender(userId: string, now: Moment): Message["sender"] {
    return this.#enter(userId, undefined, now).sender;
  }

  /** As `Storage.setProfile`. */
  setProfile(userId: string, change: ProfileChange, now: Moment): User {
    const { data: before = {} } = this.#users.get(userId) ?? {};
    const data = mergedData(before, change.data ?? {}, MAX_PROFILE_KEYS);
    this.#options.data.requireRoom(before, data);
    const user = this.#enter(userId, change.name, now);
    this.#options.data.replace(before, data);
    if (Object.keys(data).length > 0) user.data = data;
    else delete user.data;
    return toUser(user);
  }

  /** Marks a user as seen now. */
  touch(userId: string, now: Moment): void {
    const known = this.#users.warm(userId, now.steady);
    if (known !== undefined) this.#see(known, now);
  }

  /**
   * Removes the offline users untouched for `idleExpiry`. `limit` bounds the
   * users and the things they are in together. Returns whether there may be
   * more.
   */
  forgetIdle(now: Moment, limit: number): boolean {
    let left = limit;
    const idleSince = now.steady - this.#options.idleExpiry;
    for (const user of this.#users.coldest()) {
      if (user.touchedAt > idleSince) return false;
      if (left-- <= 0) return true;
      const { id } = user.sender;
      if (this.#options.isOnline(id)) this.touch(id, now);
      else left = this.#forget(id, left);
    }
    return left < 0;
  }

  #enter(userId: string, name: string | undefined, now: Moment): UserRecord {
    const known = this.#users.warm(userId, now.steady);
    if (known === undefined) return this.#add(userId, name ?? userId, now);
    this.#see(known, now);
    if (name !== undefined) known.sender = { id: userId, name };
    return known;
  }

  /**
   * A user who comes back while being removed keeps what is left; their removal
   * begins anew another time.
   */
  #see(known: UserRecord, now: Moment): void {
    see(known, now);
    if (this.#going?.id === known.sender.id) this.#going = undefined;
  }

  #add(id: string, name: string, now: Moment): UserRecord {
    if (this.#users.size >= this.#options.maxUsers) this.#makeRoom(now);
    const user = { sender: { id, name }, lastSeen: 0, touchedAt: 0 };
    see(user, now);
    this.#users.set(id, user, now.steady);
    return user;
  }

  #makeRoom(now: Moment): void {
    let left = this.#users.size;
    for (const user of this.#users.coldest()) {
      const { id } = user.sender;
      if (!this.#options.isOnline(id)) {
        if (this.#forget(id, LET_GO_AT_ONCE) >= 0) return;
        throw new ReplyError(503, "the service makes room for more users");
      }
      this.touch(id, now);
      if (--left === 0) break;
    }
    throw new ReplyError(503, "the service holds as many users as it may");
  }

  /**
   * Removes some of what a user is in, and the user when nothing is left.
   * Returns how much of `limit` remains, or -1 if something of the user is
   * left.
   */
  #forget(id: string, limit: number): number {
    if (this.#going?.id !== id) {
      this.#going = { id, left: this.#options.letGo(id) };
    }
    for (let left = limit; left >= 0; left--) {
      if (!this.#going.left.next().done) continue;
      this.#drop(id);
      this.#going = undefined;
      return left;
    }
    return -1;
  }

  #drop(userId: string): void {
    this.#options.data.replace(this.#users.get(userId)?.data, undefined);
    this.#users.delete(userId);
  }
}

function see(user: UserRecord, { time, steady }: Moment): void {
  user.lastSeen = time;
  user.touchedAt = steady;
}

function toUser({ sender: { id, name }, lastSeen, data }: UserRecord): User {
  const user = { id, name, lastSeen };
  return data === undefined ? user : { ...user, data };
}
