import type { Message } from "../domain/model.ts";
import type { BeforeStart } from "../storage/outbox.ts";

/**
 * Follows who is online, for what the back end is told of it: `user.online`,
 * `user.offline` after a delay, and `message.undelivered`. Its calls return at
 * once and never throw.
 */
export interface Attendance {
  /**
   * Settles when what was called so far is kept, or could not be; undefined if
   * it is.
   */
  readonly written?: Promise<void> | undefined;
  /** A user has a first connection here. */
  appeared(userId: string): void;
  /**
   * The last connection of a user here has ended. `unconfirmed` was written to
   * their connections and may not have arrived.
   */
  disappeared(userId: string, unconfirmed: readonly Message[]): void;
  /** A private message for somebody without a connection here was stored. */
  missed(userId: string, message: Message): void;
  /** A user is there, though without a connection. */
  seen(userId: string): void;
  /** A private message is recalled. */
  recalled(userId: string, messageId: string): void;
  /** Forgets what has not been kept yet about a user, who is erased. */
  forget(userId: string): void;
  /**
   * Begins, once the storage is open. Those who were online before may come
   * back; what was written to them at the end may not have arrived.
   */
  start(before: BeforeStart | undefined): void;
  stop(): void;
}
