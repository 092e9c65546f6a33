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
  /** Estimated bytes of the data of users and chatrooms; beyond: 503. */
  readonly dataLimit: number;
  /** Milliseconds after which idle users and empty chatrooms are removed. */
  readonly idleExpiry: number;
  /** Users; the coldest offline one is removed, or if there is none: 503. */
  readonly maxUsers: number;
  /**
   * Chatrooms; the one empty for longest is removed, or if there is none: 503.
   */
  readonly maxChatrooms: number;
  /** Members of one chatroom; beyond: 403 `full`. */
  readonly maxMembers: number;
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
  /** Bans and mutes of all chatrooms together; beyond: 503. */
  readonly maxSanctions: number;
  /** Users whom others block, of all together; beyond: 503. */
  readonly maxBlocks: number;
  /** Users who are banned from the service or have revoked tokens; beyond: 403. */
  readonly maxRestricted: number;
  /** What each user may have of these. */
  readonly quotas: UserQuotas;
}

/**
 * What the data of users and chatrooms may take in memory beside the messages,
 * as a part of what these may.
 */
const DATA_SHARE = 1 / 4;
/** The same in bytes, where messages may take little. */
const LEAST_DATA = 4 * 1024 ** 2;

/** What {@linkcode MemoryBounds.dataLimit} is, beside so many bytes of messages. */
export function dataLimitOf(storageLimit: number): number {
  return Math.max(LEAST_DATA, storageLimit * DATA_SHARE);
}

/** The bounds that have no option. */
export const MEMORY_BOUNDS = {
  maxUsers: 1_000_000,
  maxChatrooms: 200_000,
  maxMemberships: 2_000_000,
  maxPrivates: 500_000,
  maxRequestIds: 500_000,
  requestIdAge: 10 * 60_000,
  maxSanctions: 1_000_000,
  maxBlocks: 2_000_000,
  maxRestricted: 100_000,
} as const;
