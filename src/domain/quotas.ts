import { MAX_SANCTIONS } from "./sanction.ts";

/**
 * How much each user may have. These bounds are lower than those of a storage
 * as a whole, so that no user alone fills a storage and pushes out other users'
 * data.
 */
export interface UserQuotas {
  /** Chatrooms that a user is in; 0 for no limit. */
  readonly maxJoined: number;
  /**
   * Chatrooms that a user is in because others have added them: so many that
   * nobody misses one more, and few enough to be listed at every login.
   */
  readonly maxAdded: number;
  /** Chatrooms that a user has created and that still exist. */
  readonly maxCreated: number;
  /**
   * Private conversations in which the other user has never written. One more
   * removes the user's own one that has been idle the longest.
   */
  readonly maxUnanswered: number;
  /** Remembered request ids. One more removes the user's own oldest. */
  readonly maxRequestIds: number;
  /** Sanctions in force in all chatrooms that a user has created. */
  readonly maxSanctions: number;
}

/** The quotas that have no option. */
export const USER_QUOTAS = {
  maxAdded: 5000,
  maxCreated: 100,
  maxUnanswered: 1000,
  maxRequestIds: 10_000,
  maxSanctions: MAX_SANCTIONS,
} as const;

/**
 * The part of a storage that one user may fill. When a storage is full, the
 * data of users above it is removed first.
 */
export const LARGEST_SHARE = 1 / 64;

/**
 * The newest messages of a conversation, which only its own members can push
 * out.
 */
export const PROTECTED_MESSAGES = 100;

/**
 * The part of all memberships that users whom others add may take. The rest is
 * for those who join by themselves, so that nobody who adds many keeps them out.
 */
export const ADDED_SHARE = 7 / 8;

/** What the rule needs to know about a user who joins a chatroom. */
export interface JoinFacts {
  /** Chatrooms that the user is in. */
  readonly joined: number;
  /** Chatrooms that the user has created and that still exist. */
  readonly created: number;
  /** Does the join create the chatroom? */
  readonly creates: boolean;
}

/** The quota that a join would exceed. */
export type FullQuota = "joined" | "created";

/** Why a user may not join one more chatroom; undefined if they may. */
export function refusedJoin(
  { maxJoined, maxCreated }: UserQuotas,
  { joined, created, creates }: JoinFacts,
): FullQuota | undefined {
  if (maxJoined > 0 && joined >= maxJoined) return "joined";
  return creates && created >= maxCreated ? "created" : undefined;
}
