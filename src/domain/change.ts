import type { Message } from "./model.ts";

/** What can be done to a message that is already stored. */
export type ChangeKind = "recalled";

/**
 * A change of one message, as everybody in the conversation sees it. All kinds
 * share one numbering, so that a client that was away asks for what it missed
 * by one number. A message has only its newest change: if it changes again it
 * takes a new number and loses the old one.
 */
export interface Change {
  readonly kind: ChangeKind;
  /** The message after the change. */
  readonly message: Message;
  /** 1 for the first change of the conversation, then ascending. */
  readonly number: number;
}

/** Can nothing change a message after a change of this kind? */
export function isFinal(kind: ChangeKind): boolean {
  return kind === "recalled";
}

/** The change that produced this state of a message. */
export function changeTo(message: Message, number: number): Change {
  return { kind: "recalled", message, number };
}
