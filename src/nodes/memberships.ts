import type { Presence } from "../push/presence.ts";
import type { Membership } from "../storage/storage.ts";

/** What {@linkcode Memberships} needs. */
export interface MembershipsOptions {
  readonly presence: Pick<Presence, "enter" | "exit" | "isOnline">;
  /**
   * Users in chatrooms of whom it is remembered what was known last; the oldest
   * go. What is heard of one of those then counts as news, and is looked up.
   */
  readonly limit: number;
}

/** A membership as it was at some moment. */
export type Moment = Pick<Membership, "isMember" | "ordinal">;

/**
 * Puts those who are here into the chatrooms that they are in. What happened
 * elsewhere is heard of in any order, beside one's own replies and look-ups:
 * the ordinals say what is newer, and what is older changes nothing.
 */
export class Memberships {
  #options: MembershipsOptions;
  /** The ordinals of what is known of users in chatrooms. */
  #known = new Map<string, number>();

  constructor(options: MembershipsOptions) {
    this.#options = options;
  }

  /** How many memberships are remembered. */
  get size(): number {
    return this.#known.size;
  }

  /** Is anything known of a user in a chatroom, so that older news shows? */
  knows(chatroomId: string, userId: string): boolean {
    return this.#known.has(keyOf(chatroomId, userId));
  }

  /** Takes it that a user is a member, or none; false where that is old. */
  take(
    chatroomId: string,
    userId: string,
    { isMember, ordinal }: Moment,
  ): boolean {
    const { presence } = this.#options;
    if (ordinal < this.#last(chatroomId, userId)) return false;
    if (presence.isOnline(userId)) this.#note(chatroomId, userId, ordinal);
    if (isMember) presence.enter(chatroomId, userId);
    else presence.exit(chatroomId, userId);
    return true;
  }

  /** Redis may have lost what is known, and numbers what comes as it likes. */
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

/** Ids hold no space. */
function keyOf(chatroomId: string, userId: string): string {
  return `${userId} ${chatroomId}`;
}
