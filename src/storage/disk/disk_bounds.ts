/** The bounds of a storage on disk; each says what goes first. */
export interface DiskBounds {
  /** Messages kept per conversation; the oldest go. */
  readonly historyLimit: number;
  /** Milliseconds for which a message is kept; undefined: for good. */
  readonly historyAge: number | undefined;
  /** Estimated bytes of the messages that memory holds; the coldest go. */
  readonly storageLimit: number;
  /** Milliseconds after which idle users and empty chatrooms are forgotten. */
  readonly idleExpiry: number;
  /** Users; beyond: 503, until those who are idle are forgotten. */
  readonly maxUsers: number;
  /** Chatrooms; beyond: 503, until empty ones are forgotten. */
  readonly maxChatrooms: number;
  /** Memberships of all chatrooms together; beyond: 503. */
  readonly maxMemberships: number;
  /** Private conversations; beyond: 503. */
  readonly maxPrivates: number;
  /** Remembered request ids; the older half of them goes. */
  readonly maxRequestIds: number;
  /** Milliseconds for which a request id is remembered. */
  readonly requestIdAge: number;
}

/** The bounds that no option sets. */
export const DISK_BOUNDS = {
  maxUsers: 10_000_000,
  maxChatrooms: 2_000_000,
  maxMemberships: 20_000_000,
  maxPrivates: 20_000_000,
  maxRequestIds: 500_000,
  requestIdAge: 10 * 60_000,
} as const;
