/**
 * How far a user has got in a conversation, as sequences of messages; 0 means
 * before the first.
 */
export interface Position {
  /** The last message before the user joined. */
  readonly joinedSequence: number;
  /** The last message that the user has read; only grows. */
  readonly readSequence: number;
  /**
   * The user's own newest message: by sending it they have seen everything
   * before it.
   */
  readonly ownSequence: number;
}

/**
 * How many messages a user has not seen. It is computed from positions and
 * never counted, so it cannot drift.
 */
export function unreadOf(
  { joinedSequence, readSequence, ownSequence }: Position,
  lastSequence: number,
): number {
  return lastSequence - Math.max(joinedSequence, readSequence, ownSequence);
}
