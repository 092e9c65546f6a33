import type { EventPush, MessagesPush } from "../protocol/responses.ts";

/** The answer to one request. */
export interface WireReply {
  /** Distinguishes it from a push. */
  readonly kind: "reply";
  /** The request's number. */
  readonly seq: number;
  /** 0, or a code of the reply table. */
  readonly code: number;
  /** What was wrong, for people. */
  readonly msg: string;
  /** Null in a failure. */
  readonly data: unknown;
}

/** A frame from the service, decoded. */
export type WireFrame =
  | WireReply
  | { readonly kind: "messages"; readonly body: MessagesPush }
  | { readonly kind: "event"; readonly body: EventPush };

/** One encoding of frames. It holds no state. */
export interface WireCodec {
  /** Offered as `Sec-WebSocket-Protocol`. */
  readonly subprotocol: string;

  /** Writes a request; text becomes a text frame, bytes a binary one. */
  encode(
    op: number,
    seq: number,
    body: object,
  ): string | Uint8Array<ArrayBuffer>;

  /**
   * Reads a frame; undefined for a kind that only a later service has.
   *
   * @throws {Error} when it is no frame of this encoding
   */
  decode(data: string | ArrayBuffer): WireFrame | undefined;
}

const MESSAGES = 501;
const EVENT = 503;

/** JSON in text frames, `gim.json`. It also reads bodies that are strings. */
export const jsonCodec: WireCodec = {
  subprotocol: "gim.json",

  encode: (op, seq, body) => JSON.stringify({ op, seq, body }),

  decode(data) {
    const { op, seq, body } = JSON.parse(data as string);
    const value = typeof body === "string" ? JSON.parse(body) : body;
    if (op % 2 === 0) return { kind: "reply", seq, ...value };
    if (op === MESSAGES) return { kind: "messages", body: value };
    return op === EVENT ? { kind: "event", body: value } : undefined;
  },
};
