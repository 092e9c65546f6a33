import { CHATROOM, type ConversationKey, refOf } from "../../../domain/ids.ts";
import type { Moment } from "../../memory/moments.ts";
import type { Heir } from "../../governance.ts";
import type { DiskForgotten, Upkeep } from "../calls.ts";
import type { Sql } from "../file/sql.ts";
import { PassedOver } from "../passed_over.ts";
import type { DiskBlocks } from "./disk_blocks.ts";
import type { DiskChatrooms } from "./disk_chatrooms.ts";
import type { DiskPrivates } from "./disk_privates.ts";
import type { DiskUsers } from "./disk_users.ts";
import { forAWhile } from "./for_a_while.ts";

/**
 * Most users, things they are in, and chatrooms that are removed in one step,
 * which takes a few milliseconds.
 */
export const FORGOTTEN_AT_ONCE = 50;

const IN = `SELECT conversation, key FROM parties
  JOIN conversations ON number = conversation
  WHERE user = ? AND conversation > ? ORDER BY conversation LIMIT ?`;

/** What {@linkcode DiskForgetting} needs. */
export interface DiskForgettingOptions {
  readonly sql: Sql;
  readonly users: DiskUsers;
  readonly chatrooms: DiskChatrooms;
  readonly privates: DiskPrivates;
  readonly blocks: DiskBlocks;
  /** Milliseconds since a fixed point. */
  readonly elapsed: () => number;
}

/** What removing a user has done to others. */
interface Gone {
  readonly touched: ConversationKey[];
  readonly heirs: Heir[];
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
  /** Idle ones who could not be removed. */
  #passedOver = new PassedOver<string>();

  constructor(options: DiskForgettingOptions) {
    this.#options = options;
  }

  /**
   * Removes those of these users who are still untouched since a time, for some
   * milliseconds.
   */
  forgetUsers(
    ids: readonly string[],
    { idleSince, ms }: { readonly idleSince: number; readonly ms: number },
    now: Moment,
  ): Upkeep {
    const { elapsed } = this.#options;
    const some = () => this.#forgetSome(ids, idleSince, now);
    return forAWhile({ ms, elapsed }, some);
  }

  #forgetSome(ids: readonly string[], idleSince: number, now: Moment): Upkeep {
    const { users, blocks } = this.#options;
    const gone: Gone = { touched: [], heirs: [] };
    let left = FORGOTTEN_AT_ONCE;
    const forget = (id: string) => {
      if (!users.isIdle(id, idleSince)) return;
      left -= this.#letGo(id, gone, { limit: left, now });
      if (left <= 0) return;
      blocks.drop(id);
      users.forget(id);
      left--;
    };
    for (const id of ids) {
      if (this.#passedOver.has(id)) continue;
      this.#passedOver.attempt(id, () => forget(id));
      if (left <= 0) return { more: true, ...gone };
    }
    return { more: false, ...gone };
  }

  /**
   * Removes a user at once, with everything that they are in; returns the
   * conversations, and who took their place in them.
   */
  forgetUser(id: string, now: Moment): DiskForgotten {
    const { users, blocks } = this.#options;
    this.#going = undefined;
    const gone: Gone = { touched: [], heirs: [] };
    const limit = FORGOTTEN_AT_ONCE;
    while (this.#letGo(id, gone, { limit, now }) === limit);
    this.#going = undefined;
    blocks.drop(id);
    if (users.get(id) !== undefined) users.forget(id);
    return gone;
  }

  /** Removes chatrooms that have been empty since a time, for a while. */
  forgetChatrooms(since: number, ms: number): Upkeep {
    const { chatrooms, elapsed } = this.#options;
    return forAWhile({ ms, elapsed }, () => {
      const touched = chatrooms.forgetEmpty(since, FORGOTTEN_AT_ONCE);
      return { more: touched.length === FORGOTTEN_AT_ONCE, touched };
    });
  }

  /** Starts the current user anew, as what was done was not committed. */
  reset(): void {
    this.#going = undefined;
  }

  /** Removes a user from some conversations; returns from how many. */
  #letGo(
    id: string,
    { touched, heirs }: Gone,
    { limit, now }: { limit: number; now: Moment },
  ): number {
    if (this.#going?.id !== id) this.#going = { id, reached: 0 };
    const { reached } = this.#going;
    const found = this.#options.sql.all(IN, id, reached, limit) as [
      ...[number, ConversationKey][],
    ];
    for (const [number, key] of found) {
      heirs.push(...this.#end(id, key, now));
      touched.push(key);
      this.#going.reached = number;
    }
    return found.length;
  }

  /**
   * A private conversation is kept as long as one of its users is. Returns who
   * becomes the creator of a chatroom, if anybody does.
   */
  #end(id: string, key: ConversationKey, now: Moment): Heir[] {
    const { users, chatrooms, privates } = this.#options;
    const { type, target } = refOf(key, id);
    if (type === CHATROOM) {
      const head = chatrooms.findFor(target, id, now);
      const heir = chatrooms.leave(head, id, now);
      return heir === undefined ? [] : [{ chatroomId: target, userId: heir }];
    }
    if (users.get(target) === undefined) privates.forget(key);
    return [];
  }
}
