import type { UserQuotas } from "../../domain/quotas.ts";

/** The bounds of a storage in memory; each says what is removed first. */
export interface MemoryBounds {
  /** Messages kept per conversation; the oldest are removed. */
  readonly historyLimit: number;
  /**
   * Estimated bytes of all messages and remembered request ids; the oldest
   * messages of the coldest conversations are removed.
   */
  readonly storageLimit: number;
  /** Milliseconds after which idle users and empty chatrooms are removed. */
  readonly idleExpiry: number;
  /** Users; the coldest offline one is removed, or if there is none: 503. */
  readonly maxUsers: number;
  /**
   * Chatrooms; the one empty for longest is removed, or if there is none: 503.
   */
  readonly maxChatrooms: number;
  /** Memberships of all chatrooms together; beyond: 503. */
  readonly maxMemberships: number;
  /** Private conversations; the coldest is removed. */
  readonly maxPrivates: number;
  /**
   * Remembered request ids; the oldest are removed, also when they take half of
   * `storageLimit`.
   */
  readonly maxRequestIds: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
  /** What each user may have of these. */
  readonly quotas: UserQuotas;
}

/** The bounds that have no option. */
export const MEMORY_BOUNDS = {
  maxUsers: 1_000_000,
  maxChatrooms: 200_000,
  maxMemberships: 2_000_000,
  maxPrivates: 500_000,
  maxRequestIds: 500_000,
  requestIdAge: 10 * 60_000,
} as const;
