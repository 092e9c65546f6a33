import { ADMIN, CREATOR, type Rank, type Standing, STRANGER } from "./rank.ts";

/**
 * Who may change a message: plain numbers, which a storage compares in the same
 * atomic step as the change.
 */
export interface ChangePolicy {
  /**
   * From this rank up a member may change the messages of those below them at
   * any time, and the creator everybody's; from {@linkcode STRANGER} up
   * everybody may change everybody's.
   */
  readonly fromRank: number;
  /** Milliseconds after sending within which the sender may change it. */
  readonly window: number;
}

/** The facts about a message and the user who wants to change it. */
export interface ChangeFacts {
  readonly rank: Rank;
  /** Where the sender stands now. */
  readonly senderStanding: Standing;
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
 * Who may recall a message: its sender within the window; admins of the chatroom
 * who stand above the sender, and its creator, always.
 */
export function recallPolicy(window: number): ChangePolicy {
  return { fromRank: ADMIN, window };
}

/** Above all ranks. */
const NOBODY = 99;

/** Who may edit a message: its sender within the window, and nobody else. */
export function editPolicy(window: number): ChangePolicy {
  return { fromRank: NOBODY, window };
}

/**
 * Why this change is refused; undefined if it is allowed. `refused_change.lua`
 * makes the same comparisons in Redis.
 */
export function refusedChange(
  { fromRank, window }: ChangePolicy,
  { rank, senderStanding, isSender, age, isDone }: ChangeFacts,
): ChangeRefusal | undefined {
  const isAbove = rank > senderStanding || rank === CREATOR ||
    fromRank === STRANGER;
  if (rank >= fromRank && isAbove) return undefined;
  if (!isSender) return "not-sender";
  return isDone || age <= window ? undefined : "too-late";
}
