import type { Message } from "./model.ts";

/** What can be done to a message that is already stored. */
export type ChangeKind = "recalled";

/**
 * A change of one message, as it is told to everybody in its conversation. All
 * kinds are numbered together, so that who was away asks for them by one number.
 * A message has one change, its newest: one that changes again takes a new
 * number and loses the one before.
 */
export interface Change {
  readonly kind: ChangeKind;
  /** The message as it is from now on. */
  readonly message: Message;
  /** 1 for the first change of the conversation, then ascending. */
  readonly number: number;
}

/** The change that has made a stored message what it is. */
export function changeTo(message: Message, number: number): Change {
  return { kind: "recalled", message, number };
}
