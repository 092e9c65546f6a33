import { type Message, RECALLED } from "./model.ts";

/** What can be done to a message that is already stored. */
export type ChangeKind = "recalled" | "edited" | "reacted";

/**
 * A change of one message, as everybody in the conversation sees it. All kinds
 * share one numbering, so that a client that was away asks for what it missed
 * by one number. A message has only its newest change: if it changes again it
 * takes a new number and loses the old one.
 */
export interface Change {
  /** Of an older change, read again: as {@linkcode changeTo} says. */
  readonly kind: ChangeKind;
  /** The message after the change, as nobody in particular sees it. */
  readonly message: Message;
  /** 1 for the first change of the conversation, then ascending. */
  readonly number: number;
  /**
   * The chatroom shows nobody what was before they joined, so not all members may
   * see the message. Absent for no.
   */
  readonly isBrief?: boolean;
  /** Who reacted how; only where it has just happened. */
  readonly reacted?: Reacted;
}

/** A user's reaction to a message, given or taken back. */
export interface Reacted {
  readonly userId: string;
  readonly reaction: string;
  readonly on: boolean;
}

/** Can nothing change a message after a change of this kind? */
export function isFinal(kind: ChangeKind): boolean {
  return kind === "recalled";
}

/**
 * The change that produced this state of a message. What it was besides a recall
 * is not known any more: an edit shows all of the message, its reactions too.
 */
export function changeTo(message: Message, number: number): Change {
  const kind = message.status === RECALLED ? "recalled" : "edited";
  return { kind, message, number };
}
