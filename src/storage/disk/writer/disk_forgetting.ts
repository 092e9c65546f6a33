import { CHATROOM, type ConversationKey, refOf } from "../../../domain/ids.ts";
import type { Moment } from "../../memory/moments.ts";
import type { Upkeep } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import type { DiskChatrooms } from "./disk_chatrooms.ts";
import type { DiskPrivates } from "./disk_privates.ts";
import type { DiskUsers } from "./disk_users.ts";

/**
 * Most users, things they are in, and chatrooms that are removed in one step.
 */
export const FORGOTTEN_AT_ONCE = 200;

const IN = `SELECT conversation, key FROM parties
  JOIN conversations ON number = conversation
  WHERE user = ? AND conversation > ? ORDER BY conversation LIMIT ?`;

/** What {@linkcode DiskForgetting} needs. */
export interface DiskForgettingOptions {
  readonly sql: Sql;
  readonly users: DiskUsers;
  readonly chatrooms: DiskChatrooms;
  readonly privates: DiskPrivates;
}

/**
 * Removes users and chatrooms that have been idle for too long, a few in each
 * step.
 */
export class DiskForgetting {
  #options: DiskForgettingOptions;
  /**
   * The user being removed, and the last conversation that they were removed
   * from.
   */
  #going: { readonly id: string; reached: number } | undefined;

  constructor(options: DiskForgettingOptions) {
    this.#options = options;
  }

  /** Removes those of these users who are still untouched since a time. */
  forgetUsers(ids: readonly string[], idleSince: number, now: Moment): Upkeep {
    const { users } = this.#options;
    let left = FORGOTTEN_AT_ONCE;
    for (const id of ids) {
      if (!users.isIdle(id, idleSince)) continue;
      left -= this.#letGo(id, left, now);
      if (left <= 0) return { more: true };
      users.forget(id);
      left--;
    }
    return { more: false };
  }

  /** Removes some chatrooms that have been empty since a time. */
  forgetChatrooms(since: number): Upkeep {
    const { chatrooms } = this.#options;
    const forgotten = chatrooms.forgetEmpty(since, FORGOTTEN_AT_ONCE);
    return { more: forgotten === FORGOTTEN_AT_ONCE };
  }

  /** Starts the current user anew, as what was done was not committed. */
  reset(): void {
    this.#going = undefined;
  }

  /** Removes a user from some conversations; returns from how many. */
  #letGo(id: string, limit: number, now: Moment): number {
    if (this.#going?.id !== id) this.#going = { id, reached: 0 };
    const { reached } = this.#going;
    const found = this.#options.sql.all(IN, id, reached, limit);
    for (const [number, key] of found as [number, ConversationKey][]) {
      this.#end(id, key, now);
      this.#going.reached = number;
    }
    return found.length;
  }

  /** A private conversation is kept as long as one of its users is. */
  #end(id: string, key: ConversationKey, now: Moment): void {
    const { users, chatrooms, privates } = this.#options;
    const { type, target } = refOf(key, id);
    if (type === CHATROOM) {
      chatrooms.leave(chatrooms.findFor(target, id), id, now);
    } else if (users.get(target) === undefined) privates.forget(key);
  }
}
