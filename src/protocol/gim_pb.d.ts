import type { OperationName } from "./operations.ts";
import type { Message, PushedSession } from "./responses.ts";

/*
 * What gim_pb.js exports, as far as it is used. Written by hand: the generator's
 * own types need Node and are five times as long.
 */

/** A field that is not in the bytes reads as zero, empty or null. */
export interface ClientFrame extends Partial<Record<OperationName, object>> {
  readonly seq: number;
  /** Which of the requests the frame has; of several, the last. */
  readonly request?: OperationName;
}

export interface ServerFrame extends Partial<Record<OperationName, object>> {
  readonly seq: number;
  readonly code: number;
  readonly msg: string;
  /** Of a failure, where there is such a thing; else null. */
  readonly reason?: string | null;
  readonly until?: number | null;
  readonly retry_after?: number | null;
  /** Which of the bodies a frame that was read has. */
  readonly body?: OperationName | "messages" | "event";
  readonly messages?: object;
  readonly event?: object;
}

/** What is being written. */
export interface MessageWriter {
  /** Puts its length before what is written so far. */
  ldelim(): MessageWriter;
  finish(): Uint8Array<ArrayBuffer>;
}

/** The generated code of one message. */
export interface MessageCode<Message> {
  /** Writes a plain object; what is zero, null or unknown is left out. */
  encode(message: Partial<Message>): MessageWriter;
  /** @throws {Error} of any kind when the bytes are not such a message. */
  decode(bytes: Uint8Array): Message;
}

export declare const gim: {
  readonly ClientFrame: MessageCode<ClientFrame>;
  readonly ServerFrame: MessageCode<ServerFrame>;
  readonly PushedSession: MessageCode<PushedSession>;
  readonly Message: MessageCode<Message>;
};
