import { CREATOR, type Rank } from "./rank.ts";

/**
 * Who may change a message: numbers that a storage compares in the step that
 * changes it, so that nothing comes between.
 */
export interface ChangePolicy {
  /** Who stands this high in the chatroom may change anybody's at any time. */
  readonly fromRank: Rank;
  /** Milliseconds from sending for which its sender may. */
  readonly window: number;
}

/** What a storage knows of a message and of who wants to change it. */
export interface ChangeFacts {
  readonly rank: Rank;
  readonly isSender: boolean;
  /** Milliseconds since it was sent. */
  readonly age: number;
  /** Is it so already? Asking again is no sin, however late. */
  readonly isDone: boolean;
}

/** Why somebody may not change a message. */
export type ChangeRefusal = "not-sender" | "too-late";

/** Taking a message back: its sender for a while, the chatroom's creator always. */
export function recallPolicy(window: number): ChangePolicy {
  return { fromRank: CREATOR, window };
}

/**
 * Why this change is refused; undefined where it is not. `refused_change.lua` is
 * the same for Redis.
 */
export function refusedChange(
  { fromRank, window }: ChangePolicy,
  { rank, isSender, age, isDone }: ChangeFacts,
): ChangeRefusal | undefined {
  if (rank >= fromRank) return undefined;
  if (!isSender) return "not-sender";
  return isDone || age <= window ? undefined : "too-late";
}
