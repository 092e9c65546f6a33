import { CREATOR, type Rank } from "./rank.ts";

/**
 * Who may change a message: plain numbers, which a storage compares in the same
 * atomic step as the change.
 */
export interface ChangePolicy {
  /** From this rank up a member may change anybody's message at any time. */
  readonly fromRank: Rank;
  /** Milliseconds after sending within which the sender may change it. */
  readonly window: number;
}

/** The facts about a message and the user who wants to change it. */
export interface ChangeFacts {
  readonly rank: Rank;
  readonly isSender: boolean;
  /** Milliseconds since it was sent. */
  readonly age: number;
  /**
   * Has the message already been changed like this? Repeating it is allowed,
   * however late.
   */
  readonly isDone: boolean;
}

/** Why somebody may not change a message. */
export type ChangeRefusal = "not-sender" | "too-late";

/**
 * Who may recall a message: its sender within the window, the chatroom's
 * creator always.
 */
export function recallPolicy(window: number): ChangePolicy {
  return { fromRank: CREATOR, window };
}

/**
 * Why this change is refused; undefined if it is allowed. `refused_change.lua`
 * makes the same comparisons in Redis.
 */
export function refusedChange(
  { fromRank, window }: ChangePolicy,
  { rank, isSender, age, isDone }: ChangeFacts,
): ChangeRefusal | undefined {
  if (rank >= fromRank) return undefined;
  if (!isSender) return "not-sender";
  return isDone || age <= window ? undefined : "too-late";
}
