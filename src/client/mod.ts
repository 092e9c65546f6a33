/**
 * The client of GIM, for browsers, Deno and Node.
 *
 * @module
 */

export type {
  OperationName,
  RequestOf,
  ResponseOf,
} from "../protocol/operations.ts";
export type {
  Chatroom,
  EventPush,
  Member,
  Message,
  MessagesPush,
  PushedSession,
} from "../protocol/responses.ts";
export type { SignalPush } from "../protocol/signal_push.ts";
export type { BackOff } from "./back_off.ts";
export type { BoundedStream, StreamOptions } from "./bounded_stream.ts";
export type { Calls } from "./calls.ts";
export { GimClient } from "./client.ts";
export type { ClientEvents } from "./client_events.ts";
export type { Credentials } from "./credentials.ts";
export {
  GimClosedError,
  GimError,
  GimOverflowError,
  GimReplyError,
  GimTimeoutError,
} from "./errors.ts";
export type { ReceivedMessage } from "./received_message.ts";
export type { CallOptions } from "./requests.ts";
export type { ClientOptions } from "./settings.ts";
export type { From } from "./start_positions.ts";
export type { State, StateName } from "./state.ts";
export type { ClientClock, ClientSocket, Environment } from "./environment.ts";
export type { Missed } from "./missed.ts";
export type { Position } from "./position.ts";
export type { LoggedIn } from "./online_period.ts";
export type {
  WireBatches,
  WireCodec,
  WireData,
  WireFrame,
  WireReply,
} from "./wire_codec.ts";
