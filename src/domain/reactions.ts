/** How many users have reacted to a message like this. */
export interface ReactionCount {
  readonly reaction: string;
  readonly count: number;
  /** Has the reader? Absent for no, and where the reader is nobody in particular. */
  readonly mine?: true;
}

/** A user who reacted, and when: Unix time in milliseconds. */
export interface Reactor {
  readonly id: string;
  readonly at: number;
}

/** Most different reactions to one message. */
export const MAX_REACTIONS = 20;

/**
 * The counts after a user has reacted, or has taken it back; undefined if the
 * message already has as many different reactions as it may.
 */
export function withReaction(
  counts: readonly ReactionCount[],
  reaction: string,
  on: boolean,
): readonly ReactionCount[] | undefined {
  const known = counts.find((each) => each.reaction === reaction);
  if (known === undefined) {
    if (!on) return counts;
    if (counts.length >= MAX_REACTIONS) return undefined;
    return [...counts, { reaction, count: 1 }];
  }
  const count = known.count + (on ? 1 : -1);
  if (count <= 0) return counts.filter((each) => each !== known);
  return counts.map((each) => each === known ? { reaction, count } : each);
}

/** The counts as a user sees them who has reacted in these ways. */
export function withMine(
  counts: readonly ReactionCount[],
  isMine: (reaction: string) => boolean,
): readonly ReactionCount[] {
  return counts.map(({ reaction, count }) =>
    isMine(reaction) ? { reaction, count, mine: true } : { reaction, count }
  );
}
