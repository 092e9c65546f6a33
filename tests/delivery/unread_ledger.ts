import type { Memberships } from "./memberships.ts";
import type { Sends } from "./sends.ts";
import type { Truth } from "./truth.ts";
import { isPrivate, type ListedSession } from "./wire.ts";
import type { Moment } from "./recorder.ts";

interface Listing {
  readonly userId: string;
  readonly key: string;
  readonly item: ListedSession;
  readonly from: Moment;
  readonly until: Moment;
}

/** What {@linkcode UnreadLedger} needs. */
export interface UnreadLedgerOptions {
  readonly truth: Truth;
  readonly sends: Sends;
  readonly memberships: Memberships;
  readonly onFault: (text: string) => void;
}

/**
 * Whether unread is what the protocol says: last_sequence less the greatest of
 * the read mark, the user's own last sequence and the sequence at joining. The
 * last one is shown to nobody, but it is the same throughout a membership, and
 * between what was stored before the join was asked for and what was sent after
 * it was answered.
 */
export class UnreadLedger {
  #options: UnreadLedgerOptions;
  #listings: Listing[] = [];

  constructor(options: UnreadLedgerOptions) {
    this.#options = options;
  }

  /** Enters what a session list said, to be judged when all is known. */
  enter(listing: Listing): void {
    this.#listings.push(listing);
  }

  /** Judges everything that was entered. */
  check(): void {
    const joinedAt = new Map<object, { least: number; most: number }>();
    for (const listing of this.#listings) {
      if (isPrivate(listing.key)) this.#checkPrivate(listing);
      else this.#checkRoom(listing, joinedAt);
    }
  }

  #checkPrivate({ userId, key, item }: Listing): void {
    const seen = Math.max(item.read_sequence, this.#own(userId, key, item));
    const unread = item.last_sequence - seen;
    if (item.unread !== unread) {
      this.#fault(userId, key, item, `${unread} are`);
    }
  }

  #checkRoom(
    { userId, key, item, from, until }: Listing,
    joinedAt: Map<object, { least: number; most: number }>,
  ): void {
    const { memberships } = this.#options;
    const room = key.slice(2);
    const membership = memberships.during(userId, room, { from, until });
    if (membership === undefined) return;
    const bounds = joinedAt.get(membership) ?? {
      least: this.#options.truth.lastBefore(key, membership.asked),
      most: this.#firstSentAfter(key, membership.from) - 1,
    };
    joinedAt.set(membership, bounds);
    const marks = Math.max(item.read_sequence, this.#own(userId, key, item));
    const seen = item.last_sequence - item.unread;
    if (seen < marks || seen < bounds.least) {
      this.#fault(userId, key, item, "fewer are");
    } else if (seen > marks && seen > bounds.most) {
      this.#fault(userId, key, item, "more are");
    }
    bounds.most = Math.min(bounds.most, seen);
    if (seen > marks) bounds.least = Math.max(bounds.least, seen);
  }

  /** The user's own last message of those that the listing counts. */
  #own(userId: string, key: string, { last_sequence }: ListedSession): number {
    let own = 0;
    for (const { senderId, sequence } of this.#options.truth.facts(key)) {
      if (senderId !== userId || sequence > last_sequence) continue;
      own = Math.max(own, sequence);
    }
    return own;
  }

  #firstSentAfter(key: string, moment: Moment): number {
    const { truth, sends } = this.#options;
    let first = Infinity;
    for (const { content, sequence } of truth.facts(key)) {
      const since = sends.sinceOf(content);
      if (since !== undefined && since > moment) {
        first = Math.min(first, sequence);
      }
    }
    return first;
  }

  #fault(
    userId: string,
    key: string,
    { last_sequence, read_sequence, unread }: ListedSession,
    truth: string,
  ): void {
    this.#options.onFault(
      `${userId} ${key}: unread ${unread} of ${last_sequence}, read to ` +
        `${read_sequence}: ${truth}`,
    );
  }
}
