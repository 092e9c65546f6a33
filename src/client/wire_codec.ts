import type { EventPush, MessagesPush } from "../protocol/responses.ts";
import type { SignalPush } from "../protocol/signal_push.ts";

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
  | { readonly kind: "event"; readonly body: EventPush }
  | { readonly kind: "signal"; readonly body: SignalPush };

/** What goes over the socket: a text frame or a binary one. */
export type WireData = string | Uint8Array<ArrayBuffer>;

/** How several frames of an encoding travel as one. */
export interface WireBatches {
  /** Offered before that of the encoding itself. */
  readonly subprotocol: string;

  /** One frame of several requests, at least one, as they were encoded. */
  join(requests: readonly WireData[]): WireData;

  /**
   * What there is in a frame, each to be decoded.
   *
   * @throws {Error} when it cannot be taken apart
   */
  split(data: string | ArrayBuffer): readonly (string | ArrayBuffer)[];
}

/** One encoding of frames. It holds no state. */
export interface WireCodec {
  /** Offered as `Sec-WebSocket-Protocol`. */
  readonly subprotocol: string;

  /** Used where the service takes it; without it each request is a frame. */
  readonly batches?: WireBatches;

  /** Writes a request; text becomes a text frame, bytes a binary one. */
  encode(op: number, seq: number, body: object): WireData;

  /**
   * Reads a frame; undefined for a kind that only a later service has.
   *
   * @throws {Error} when it is no frame of this encoding
   */
  decode(data: string | ArrayBuffer): WireFrame | undefined;
}

/** Pushes by their ops. */
const PUSHES: Readonly<Record<number, WireFrame["kind"]>> = {
  501: "messages",
  503: "event",
  505: "signal",
};

/**
 * JSON in text frames, `gim.json.lines` or `gim.json`. It also reads bodies that
 * are strings.
 */
export const jsonCodec: WireCodec = {
  subprotocol: "gim.json",

  batches: {
    subprotocol: "gim.json.lines",
    join: (requests) => requests.join("\n"),
    split: (data) => (data as string).split("\n").filter(Boolean),
  },

  encode: (op, seq, body) => JSON.stringify({ op, seq, body }),

  decode(data) {
    const { op, seq, body } = JSON.parse(data as string);
    const value = typeof body === "string" ? JSON.parse(body) : body;
    if (op % 2 === 0) return { kind: "reply", seq, ...value };
    const kind = PUSHES[op];
    return kind && { kind, body: value } as WireFrame;
  },
};
