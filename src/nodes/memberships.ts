import type { Presence } from "../push/presence.ts";
import type { Membership } from "../storage/storage.ts";

/** What {@linkcode Memberships} needs. */
export interface MembershipsOptions {
  readonly presence: Pick<Presence, "enter" | "exit" | "isOnline">;
  /**
   * Most users in chatrooms whose latest state is remembered; the oldest are
   * forgotten. A report about a forgotten one counts as new, and is looked up.
   */
  readonly limit: number;
}

/** The state of a membership at some moment. */
export type Moment =
  & Pick<Membership, "isMember" | "ordinal">
  & Partial<Pick<Membership, "hiddenUpTo">>;

/**
 * Puts users who are online here into their chatrooms and takes them out.
 * Reports of other nodes, replies and look-ups arrive in any order; ordinals
 * say which is newer, and an older one changes nothing.
 */
export class Memberships {
  #options: MembershipsOptions;
  /** The latest ordinals, by user and chatroom. */
  #known = new Map<string, number>();

  constructor(options: MembershipsOptions) {
    this.#options = options;
  }

  /** How many memberships are remembered. */
  get size(): number {
    return this.#known.size;
  }

  /**
   * Is a state of this membership known, so that an older report is recognised?
   */
  knows(chatroomId: string, userId: string): boolean {
    return this.#known.has(keyOf(chatroomId, userId));
  }

  /** Takes a state of a membership; returns false if it is outdated. */
  take(
    chatroomId: string,
    userId: string,
    { isMember, ordinal, hiddenUpTo }: Moment,
  ): boolean {
    const { presence } = this.#options;
    if (ordinal < this.#last(chatroomId, userId)) return false;
    if (presence.isOnline(userId)) this.#note(chatroomId, userId, ordinal);
    if (isMember) presence.enter(chatroomId, userId, hiddenUpTo);
    else presence.exit(chatroomId, userId);
    return true;
  }

  /** Redis may have lost what was known, and may reuse ordinals. */
  forget(): void {
    this.#known.clear();
  }

  #last(chatroomId: string, userId: string): number {
    return this.#known.get(keyOf(chatroomId, userId)) ?? 0;
  }

  #note(chatroomId: string, userId: string, ordinal: number): void {
    const key = keyOf(chatroomId, userId);
    this.#known.delete(key);
    this.#known.set(key, ordinal);
    if (this.#known.size <= this.#options.limit) return;
    const [oldest = ""] = this.#known.keys();
    this.#known.delete(oldest);
  }
}

/** Unique, as ids have no space. */
function keyOf(chatroomId: string, userId: string): string {
  return `${userId} ${chatroomId}`;
}
