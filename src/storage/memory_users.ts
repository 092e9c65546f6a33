import type { User } from "../domain/model.ts";
import { ReplyError } from "../errors.ts";
import { ColdestFirst } from "./coldest_first.ts";

interface UserRecord {
  readonly id: string;
  name: string;
  lastSeen: number;
}

/** What {@linkcode MemoryUsers} needs. */
export interface MemoryUsersOptions {
  /** Most users kept; a new one then takes the place of the coldest offline. */
  readonly maxUsers: number;
  /** Milliseconds after which an offline user whom nobody touched may go. */
  readonly idleExpiry: number;
  /** Somebody who is connected is never forgotten. */
  readonly isOnline: (userId: string) => boolean;
  /** Called for each user that is forgotten. */
  readonly onForget: (userId: string) => void;
}

/** The users that a {@linkcode MemoryStorage} knows, in order of last touch. */
export class MemoryUsers {
  #users = new ColdestFirst<string, UserRecord>();
  #options: MemoryUsersOptions;

  constructor(options: MemoryUsersOptions) {
    this.#options = options;
  }

  /** How many users are known. */
  get size(): number {
    return this.#users.size;
  }

  /** Tells whether a user is known. */
  has(userId: string): boolean {
    return this.#users.get(userId) !== undefined;
  }

  /** The user, if known. */
  get(userId: string): User | undefined {
    return this.#users.get(userId);
  }

  /** The user's name; their id where they are not known. */
  nameOf(userId: string): string {
    return this.#users.get(userId)?.name ?? userId;
  }

  /**
   * Adds or finds a user, and names them where a name is given.
   *
   * @throws {ReplyError} 503 when there is no room for one more user.
   */
  enter(userId: string, name: string | undefined, now: number): User {
    const known = this.#users.get(userId);
    if (known === undefined) return this.#add(userId, name ?? userId, now);
    if (name !== undefined) known.name = name;
    this.touch(userId, now);
    return known;
  }

  /** Marks a user as seen now. */
  touch(userId: string, now: number): void {
    const known = this.#users.get(userId);
    if (known === undefined) return;
    known.lastSeen = now;
    this.#users.touch(userId, now);
  }

  /** Forgets the offline users whom nobody touched for `idleExpiry`. */
  forgetIdle(now: number): void {
    const idleSince = now - this.#options.idleExpiry;
    for (const user of this.#users.coldest()) {
      if (user.lastSeen > idleSince) return;
      if (this.#options.isOnline(user.id)) this.touch(user.id, now);
      else this.#forget(user.id);
    }
  }

  #add(userId: string, name: string, now: number): User {
    if (this.#users.size >= this.#options.maxUsers) this.#makeRoom(now);
    const user = { id: userId, name, lastSeen: now };
    this.#users.set(userId, user, now);
    return user;
  }

  #makeRoom(now: number): void {
    let left = this.#users.size;
    for (const user of this.#users.coldest()) {
      if (!this.#options.isOnline(user.id)) return this.#forget(user.id);
      this.touch(user.id, now);
      if (--left === 0) break;
    }
    throw new ReplyError(503, "the service holds as many users as it may");
  }

  #forget(userId: string): void {
    this.#users.delete(userId);
    this.#options.onForget(userId);
  }
}
