/**
 * How far a user has got in a conversation, each as the sequence of a message;
 * 0 is before the first.
 */
export interface Position {
  /** The last message before the user joined. */
  readonly joinedSequence: number;
  /** Up to which the user has read; only grows. */
  readonly readSequence: number;
  /** The user's own newest message: who writes has seen what was before. */
  readonly ownSequence: number;
}

/**
 * How many messages a user has yet to see. Computed from positions and never
 * counted, so that it cannot drift.
 */
export function unreadOf(
  { joinedSequence, readSequence, ownSequence }: Position,
  lastSequence: number,
): number {
  return lastSequence - Math.max(joinedSequence, readSequence, ownSequence);
}
