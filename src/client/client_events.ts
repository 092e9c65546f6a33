import type { EventPush } from "../protocol/responses.ts";
import type { Missed } from "./missed.ts";
import type { ReceivedMessage } from "./received_message.ts";
import type { State } from "./state.ts";

/** What a client tells by itself. */
export interface ClientEvents {
  /** A message; with sequence on one's own too, each once and in order. */
  message: ReceivedMessage;
  /** Somebody joined, left, read, or took a message back. */
  event: EventPush;
  /** Messages that will not come as `message`. */
  missed: Missed;
  /** The connection changed. */
  state: State;
  /** Something failed that no call waits for; the client goes on. */
  error: Error;
}
