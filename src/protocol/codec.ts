import type {
  EventPush,
  Message,
  MessagesPush,
  PushedSession,
} from "./responses.ts";

/** A decoded envelope. Its body is still as the encoding has it. */
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

/** A frame, or an envelope of one, that is no request at all; it says why. */
export class MalformedFrame extends Error {
  override readonly name = "MalformedFrame";
}

/** What stands in a frame in the place of an envelope. */
export type Part = string | Uint8Array | MalformedFrame;

/** Reads the envelopes of one frame, in their order. */
export interface EnvelopeReader {
  /** Is there nothing more? A frame without an envelope has one, malformed. */
  readonly done: boolean;
  /** The next one, to be decoded; to be called until it is done. */
  next(): Part;
}

/** How an encoding puts several envelopes into one frame. */
export interface Envelopes {
  /** Bytes between two of them, beside their own. */
  readonly between: number;
  read(frame: string | Uint8Array): EnvelopeReader;
  /** One frame of several that were encoded, in this order. */
  join(encoded: readonly Encoded[]): Encoded;
}

/** One encoding of frames. A codec holds no state: all connections share it. */
export interface Codec {
  readonly name: string;
  /** Are its frames binary? A frame of the other kind is not decoded. */
  readonly binary: boolean;
  /** Undefined where each envelope is a frame of its own. */
  readonly envelopes?: Envelopes;

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

  /** A message as it stands among the items of a push. */
  encodeItem(message: Message): Encoded;
  /** A push of messages, by what {@linkcode encodeItem} made of each. */
  encodeItems(session: PushedSession, items: readonly Encoded[]): Encoded;
}
