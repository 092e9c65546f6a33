import type { Message } from "../domain/model.ts";
import type { ConnectionRef } from "../push/connection_ref.ts";

/** Most messages of one user that are told, the newest; twice as many are kept. */
export const MAX_EACH = 100;
/** Most of all users; beyond, no more are remembered. */
export const MAX_ALL = 100_000;
/** Milliseconds between two searches for what has arrived, where it is full. */
const ROOM_MADE = 1000;

/** What {@linkcode Unconfirmed} needs. */
export interface UnconfirmedOptions {
  /** The connections of a user here. */
  readonly refsOf: (userId: string) => Iterable<ConnectionRef>;
  /** Milliseconds, as those at which connections are heard. */
  readonly coarse: () => number;
}

/** Messages written to a user's connections since any of these was heard. */
interface Written {
  /** When one that has ended was heard last. */
  heardAt: number;
  messages: { readonly at: number; readonly message: Message }[];
}

/**
 * Private messages that were written to connections of which nothing was heard
 * since: whether they arrived, only the next request shows.
 */
export class Unconfirmed {
  #options: UnconfirmedOptions;
  #users = new Map<string, Written>();
  #size = 0;
  #roomMadeAt = -Infinity;

  constructor(options: UnconfirmedOptions) {
    this.#options = options;
  }

  /** How many messages are remembered. */
  get size(): number {
    return this.#size;
  }

  /** A message was written to all connections of its receiver here. */
  add(userId: string, message: Message): void {
    const user = this.#users.get(userId) ?? this.#note(userId);
    if (this.#size >= MAX_ALL && !this.#makeRoom()) return;
    user.messages.push({ at: this.#options.coarse(), message });
    this.#size++;
    // Only now and then, as most users are heard before they have so many.
    if (user.messages.length < 2 * MAX_EACH) return;
    this.#trim(user, userId);
    const surplus = user.messages.length - MAX_EACH;
    if (surplus > 0) this.#forgetFirst(user, surplus);
  }

  /** A connection of the user has ended. */
  ended(userId: string, { heardAt }: ConnectionRef): void {
    const user = this.#users.get(userId);
    if (user) user.heardAt = Math.max(user.heardAt, heardAt);
  }

  /** Forgets the user, who has gone; returns what may not have arrived. */
  take(userId: string): Message[] {
    const user = this.#users.get(userId);
    if (user === undefined) return [];
    this.#trim(user, userId);
    this.#users.delete(userId);
    this.#size -= user.messages.length;
    return user.messages.slice(-MAX_EACH).map(({ message }) => message);
  }

  /** Forgets what a user, who is erased, has got or sent. */
  forget(userId: string): void {
    this.#size -= this.#users.get(userId)?.messages.length ?? 0;
    this.#users.delete(userId);
    for (const user of this.#users.values()) {
      const { length } = user.messages;
      user.messages = user.messages
        .filter(({ message }) => message.sender.id !== userId);
      this.#size -= length - user.messages.length;
    }
  }

  /** Removes what was written before the user was heard. */
  #trim(user: Written, userId: string): void {
    let { heardAt } = user;
    for (const ref of this.#options.refsOf(userId)) {
      heardAt = Math.max(heardAt, ref.heardAt);
    }
    const first = user.messages.findIndex(({ at }) => at >= heardAt);
    this.#forgetFirst(user, first < 0 ? user.messages.length : first);
  }

  /** Forgets what has arrived; seldom, as it looks at everybody. */
  #makeRoom(): boolean {
    const now = this.#options.coarse();
    if (now - this.#roomMadeAt < ROOM_MADE) return false;
    this.#roomMadeAt = now;
    for (const [userId, user] of this.#users) this.#trim(user, userId);
    return this.#size < MAX_ALL;
  }

  #note(userId: string): Written {
    const user: Written = { heardAt: 0, messages: [] };
    this.#users.set(userId, user);
    return user;
  }

  #forgetFirst(user: Written, count: number): void {
    user.messages.splice(0, count);
    this.#size -= count;
  }
}
