/** The bounds of a storage in memory; each says what goes first. */
export interface MemoryBounds {
  /** Messages kept per conversation; the oldest go. */
  readonly historyLimit: number;
  /**
   * Estimated bytes of all messages and remembered request ids; the coldest
   * conversations' oldest messages go.
   */
  readonly storageLimit: number;
  /** Milliseconds after which idle users and empty chatrooms are forgotten. */
  readonly idleExpiry: number;
  /** Users; the coldest one offline goes, and when none is: 503. */
  readonly maxUsers: number;
  /** Chatrooms; the one empty for longest goes, and when none is: 503. */
  readonly maxChatrooms: number;
  /** Memberships of all chatrooms together; beyond: 503. */
  readonly maxMemberships: number;
  /** Private conversations; the coldest goes. */
  readonly maxPrivates: number;
  /** Remembered request ids; the oldest go, and at half of `storageLimit` too. */
  readonly maxRequestIds: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
}

/** The bounds that no option sets. */
export const MEMORY_BOUNDS = {
  maxUsers: 1_000_000,
  maxChatrooms: 200_000,
  maxMemberships: 2_000_000,
  maxPrivates: 500_000,
  maxRequestIds: 500_000,
  requestIdAge: 10 * 60_000,
} as const;
