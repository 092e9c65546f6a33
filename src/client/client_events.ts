import type { EventPush } from "../protocol/responses.ts";
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
  /** Somebody joined, left, read, or recalled a message. */
  event: EventPush;
  /** Messages that will not be emitted as `message`. */
  missed: Missed;
  /** The state of the connection changed. */
  state: State;
  /** A failure that no call waits for; the client goes on. */
  error: Error;
}
