/**
 * How much each user may have. These bounds are lower than those of a storage as
 * a whole, so that nobody fills a storage alone and pushes out what others have.
 */
export interface UserQuotas {
  /** Chatrooms that a user is in; 0 for no limit. */
  readonly maxJoined: number;
  /** Chatrooms that a user has created and that still exist. */
  readonly maxCreated: number;
  /**
   * Private conversations in which the other one has never written; the user's
   * own coldest is removed.
   */
  readonly maxUnanswered: number;
  /** Remembered request ids; the user's own oldest are removed. */
  readonly maxRequestIds: number;
}

/** The quotas that have no option. */
export const USER_QUOTAS = {
  maxCreated: 100,
  maxUnanswered: 1000,
  maxRequestIds: 10_000,
} as const;

/**
 * The part of a storage that one user may fill. Who has filled more of it loses
 * their own first when there is no room.
 */
export const LARGEST_SHARE = 1 / 64;

/**
 * The newest messages of a conversation that nobody can push out who is not in
 * it.
 */
export const PROTECTED_MESSAGES = 100;

/** What a storage knows of a user who joins a chatroom. */
export interface JoinFacts {
  /** Chatrooms that the user is in. */
  readonly joined: number;
  /** Chatrooms that the user has created and that still exist. */
  readonly created: number;
  /** Is there no such chatroom yet? */
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
