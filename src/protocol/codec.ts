import type { EventPush, MessagesPush } from "./responses.ts";

/** A decoded frame. Its body is still as the encoding has it. */
export interface Frame {
  readonly op: number;
  /** The client's number of the request; 0 where it gave none. */
  readonly seq: number;
  readonly body: unknown;
}

/** An answer to one request. */
export interface Reply {
  readonly op: number;
  readonly seq: number;
  /** 0, or a code of the reply table. */
  readonly code: number;
  readonly msg: string;
  /** Where the code is not 0, what a client needs to act on that, or null. */
  readonly data: object | null;
}

/** What the server sends by itself; its seq is 0. */
export type Push =
  | { readonly op: 501; readonly body: MessagesPush }
  | { readonly op: 503; readonly body: EventPush };

/** What goes over the socket: a string is a text frame, bytes a binary one. */
export type Encoded = string | Uint8Array<ArrayBuffer>;

/** A frame that is no request at all; the message says why. */
export class MalformedFrame extends Error {
  override readonly name = "MalformedFrame";
}

/** One encoding of frames. A codec holds no state: all connections share it. */
export interface Codec {
  readonly name: string;
  /** Are its frames binary? A frame of the other kind is not decoded. */
  readonly binary: boolean;

  /** @throws {MalformedFrame} when there is no op to answer to. */
  decode(data: string | Uint8Array): Frame;

  /**
   * The body of a frame as an object; an absent one is empty.
   *
   * @throws {ReplyError} 400 when it is not an object.
   */
  decodeBody(body: unknown): object;

  encodeReply(reply: Reply): Encoded;
  encodePush(push: Push): Encoded;
}
