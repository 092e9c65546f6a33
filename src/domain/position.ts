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

/** The last message that a user has seen. */
export function seenBy(
  { joinedSequence, readSequence, ownSequence }: Position,
): number {
  return Math.max(joinedSequence, readSequence, ownSequence);
}

/**
 * How many messages a user has not seen. It is computed from positions and
 * never counted, so it cannot drift.
 */
export function unreadOf(position: Position, lastSequence: number): number {
  return lastSequence - seenBy(position);
}
