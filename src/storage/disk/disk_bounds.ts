import type { UserQuotas } from "../../domain/quotas.ts";

/** What a storage on disk keeps for the back end. */
export interface EventBounds {
  /** Events that wait; beyond, the oldest are dropped. */
  readonly backlog: number;
  /** Is it told of each message that is stored? */
  readonly records: boolean;
  /** Are messages numbered? */
  readonly sequence: boolean;
}

/** The bounds of a storage on disk; each says what is removed first. */
export interface DiskBounds {
  /** Messages kept per conversation; the oldest are removed. */
  readonly historyLimit: number;
  /** Milliseconds for which a message is kept; undefined: for ever. */
  readonly historyAge: number | undefined;
  /**
   * Estimated bytes of the messages in memory; the coldest are dropped there.
   */
  readonly storageLimit: number;
  /** Milliseconds after which idle users and empty chatrooms are removed. */
  readonly idleExpiry: number;
  /** Users; beyond: 503, until idle ones are removed. */
  readonly maxUsers: number;
  /** Chatrooms; beyond: 503, until empty ones are removed. */
  readonly maxChatrooms: number;
  /** Members of one chatroom; beyond: 403 `full`. */
  readonly maxMembers: number;
  /** Memberships of all chatrooms together; beyond: 503. */
  readonly maxMemberships: number;
  /** Private conversations; beyond: 503. */
  readonly maxPrivates: number;
  /** Remembered request ids; the older half is removed. */
  readonly maxRequestIds: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** Bans and mutes of all chatrooms together; beyond: 503. */
  readonly maxSanctions: number;
  /** Users whom others block, of all together; beyond: 503. */
  readonly maxBlocks: number;
  /** Users who are banned from the service or have revoked tokens; beyond: 403. */
  readonly maxRestricted: number;
  /** What each user may have of these. */
  readonly quotas: UserQuotas;
  /** Undefined: there is no back end to tell. */
  readonly events?: EventBounds | undefined;
}

/** The bounds that have no option. */
export const DISK_BOUNDS = {
  maxUsers: 10_000_000,
  maxChatrooms: 2_000_000,
  maxMemberships: 20_000_000,
  maxPrivates: 20_000_000,
  maxRequestIds: 500_000,
  requestIdAge: 10 * 60_000,
  maxSanctions: 10_000_000,
  maxBlocks: 20_000_000,
  maxRestricted: 100_000,
} as const;
