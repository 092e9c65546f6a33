import type { EventPush } from "../protocol/responses.ts";
import type { SignalPush } from "../protocol/signal_push.ts";
import type { Missed } from "./missed.ts";
import type { ReceivedMessage } from "./received_message.ts";
import type { State } from "./state.ts";

/** The events of a client. */
export interface ClientEvents {
  /**
   * A message, once and in order; with sequence on, the user's own messages
   * too.
   */
  message: ReceivedMessage;
  /**
   * Somebody joined, left, read, recalled, edited or reacted to a message, or
   * governed a chatroom. After an absence an `edited` shows all of a message
   * that has changed.
   */
  event: EventPush;
  /** Somebody does something now, such as typing. */
  signal: SignalPush;
  /** Messages that will not be emitted as `message`. */
  missed: Missed;
  /** The state of the connection changed. */
  state: State;
  /** A failure that no call waits for; the client goes on. */
  error: Error;
}
