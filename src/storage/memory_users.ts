import type { Message, User } from "../domain/model.ts";
import { ReplyError } from "../errors.ts";
import { ColdestFirst } from "./coldest_first.ts";

interface UserRecord {
  /** Shared by all messages that the user sends under this name. */
  sender: Message["sender"];
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
    const known = this.#users.get(userId);
    return known === undefined ? undefined : toUser(known);
  }

  /** The user's name; their id where they are not known. */
  nameOf(userId: string): string {
    return this.#users.get(userId)?.sender.name ?? userId;
  }

  /**
   * Adds or finds a user, and names them where a name is given.
   *
   * @throws {ReplyError} 503 when there is no room for one more user.
   */
  enter(userId: string, name: string | undefined, now: number): User {
    return toUser(this.#enter(userId, name, now));
  }

  /**
   * Adds or finds a user who sends a message.
   *
   * @throws {ReplyError} 503 as {@linkcode enter}
   */
  sender(userId: string, now: number): Message["sender"] {
    return this.#enter(userId, undefined, now).sender;
  }

  /** Marks a user as seen now. */
  touch(userId: string, now: number): void {
    const known = this.#users.warm(userId, now);
    if (known !== undefined) known.lastSeen = now;
  }

  /**
   * Forgets the offline users whom nobody touched for `idleExpiry`, after a look
   * at `limit` users at most; returns whether there may be more.
   */
  forgetIdle(now: number, limit: number): boolean {
    let left = limit;
    const idleSince = now - this.#options.idleExpiry;
    for (const user of this.#users.coldest()) {
      if (user.lastSeen > idleSince) return false;
      if (left-- === 0) return true;
      const { id } = user.sender;
      if (this.#options.isOnline(id)) this.touch(id, now);
      else this.#forget(id);
    }
    return false;
  }

  #enter(userId: string, name: string | undefined, now: number): UserRecord {
    const known = this.#users.warm(userId, now);
    if (known === undefined) return this.#add(userId, name ?? userId, now);
    known.lastSeen = now;
    if (name !== undefined) known.sender = { id: userId, name };
    return known;
  }

  #add(id: string, name: string, now: number): UserRecord {
    if (this.#users.size >= this.#options.maxUsers) this.#makeRoom(now);
    const user = { sender: { id, name }, lastSeen: now };
    this.#users.set(id, user, now);
    return user;
  }

  #makeRoom(now: number): void {
    let left = this.#users.size;
    for (const user of this.#users.coldest()) {
      const { id } = user.sender;
      if (!this.#options.isOnline(id)) return this.#forget(id);
      this.touch(id, now);
      if (--left === 0) break;
    }
    throw new ReplyError(503, "the service holds as many users as it may");
  }

  #forget(userId: string): void {
    this.#users.delete(userId);
    this.#options.onForget(userId);
  }
}

function toUser({ sender: { id, name }, lastSeen }: UserRecord): User {
  return { id, name, lastSeen };
}
