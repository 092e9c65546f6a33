import type { OperationName } from "./operations.ts";
import type { Message, PushedSession } from "./responses.ts";

/*
 * The exports of gim_pb.js that are used. Written by hand: the generator's own
 * types need Node and are five times as long.
 */

/** A field that is not in the bytes reads as zero, empty or null. */
export interface ClientFrame extends Partial<Record<OperationName, object>> {
  readonly seq: number;
  /** Which request the frame has; the last if there are several. */
  readonly request?: OperationName;
}

export interface ServerFrame extends Partial<Record<OperationName, object>> {
  readonly seq: number;
  readonly code: number;
  readonly msg: string;
  /** Of a failure, if it has one; otherwise null. */
  readonly reason?: string | null;
  readonly until?: number | null;
  readonly retry_after?: number | null;
  /** Which body a decoded frame has. */
  readonly body?: OperationName | "messages" | "event" | "signal_push";
  readonly messages?: object;
  readonly event?: object;
  readonly signal_push?: object;
}

/** A message whose data is JSON as a text. */
export type ProtobufMessage = Omit<Message, "data"> & { data?: string };

/** What is being written. */
export interface MessageWriter {
  /** Puts the length before everything written so far. */
  ldelim(): MessageWriter;
  finish(): Uint8Array<ArrayBuffer>;
}

/** The generated code of one message. */
export interface MessageCode<Message> {
  /**
   * Writes a plain object; fields that are zero, null or unknown are left out.
   */
  encode(message: Partial<Message>): MessageWriter;
  /** @throws {Error} of any kind when the bytes are not such a message. */
  decode(bytes: Uint8Array): Message;
}

export declare const gim: {
  readonly ClientFrame: MessageCode<ClientFrame>;
  readonly ServerFrame: MessageCode<ServerFrame>;
  readonly PushedSession: MessageCode<PushedSession>;
  readonly Message: MessageCode<ProtobufMessage>;
};
