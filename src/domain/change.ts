import type { Message } from "./model.ts";

/** What can be done to a message that is already stored. */
export type ChangeKind = "recalled";

/** A change of one message, as it is told to everybody in its conversation. */
export interface Change {
  readonly kind: ChangeKind;
  /** The message as it is from now on. */
  readonly message: Message;
  /** 1 for the first change of the conversation, then ascending. */
  readonly number: number;
}
