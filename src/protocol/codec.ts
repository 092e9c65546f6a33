import type {
  EventPush,
  Message,
  MessagesPush,
  PushedSession,
} from "./responses.ts";
import type { SignalPush } from "./signal_push.ts";

/** A decoded envelope, whose body is not decoded yet. */
export interface Frame {
  readonly op: number;
  /** The client's number of the request; 0 if it gave none. */
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
  /** If the code is not 0, what a client needs to act on that, or null. */
  readonly data: object | null;
}

/** What the server sends unasked; its seq is 0. */
export type Push =
  | { readonly op: 501; readonly body: MessagesPush }
  | { readonly op: 503; readonly body: EventPush }
  | { readonly op: 505; readonly body: SignalPush };

/** A frame for a socket: a string is a text frame, bytes are a binary one. */
export type Encoded = string | Uint8Array<ArrayBuffer>;

/** A frame, or an envelope in one, that is no request; the message says why. */
export class MalformedFrame extends Error {
  override readonly name = "MalformedFrame";
}

/**
 * One part of a frame: an encoded envelope, or something malformed in its
 * place.
 */
export type Part = string | Uint8Array | MalformedFrame;

/** Reads the envelopes of one frame, in their order. */
export interface EnvelopeReader {
  /**
   * Has everything been read? A frame without envelopes has a malformed one.
   */
  readonly done: boolean;
  /** The next part, not decoded yet; to be called until `done`. */
  next(): Part;
}

/** How an encoding puts several envelopes into one frame. */
export interface Envelopes {
  /** Bytes between two envelopes. */
  readonly between: number;
  read(frame: string | Uint8Array): EnvelopeReader;
  /** Joins encoded envelopes, in this order, to one frame. */
  join(encoded: readonly Encoded[]): Encoded;
}

/** One encoding of frames. A codec holds no state: all connections share it. */
export interface Codec {
  readonly name: string;
  /** Are its frames binary? A frame of the other kind is not decoded. */
  readonly binary: boolean;
  /** Undefined if each envelope is a frame of its own. */
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

  /** Encodes a message as an item of a push. */
  encodeItem(message: Message): Encoded;
  /** Encodes a push of messages from items made by {@linkcode encodeItem}. */
  encodeItems(session: PushedSession, items: readonly Encoded[]): Encoded;
}
