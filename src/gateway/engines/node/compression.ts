import type { IncomingHttpHeaders } from "node:http";
import { constants, deflateRawSync } from "node:zlib";
// @ts-types="./ws.d.ts"
import { extension, type Extensions, PerMessageDeflate } from "ws";

/** The one extension there is, RFC 7692. */
const NAME = "permessage-deflate";
const HEADER = "sec-websocket-extensions";
/** Bytes of a frame from which on compressing it saves more than it costs. */
export const WORTHWHILE = 1024;
/** 4 KiB in which repetition is found: what a push holds lies close together. */
const WINDOW_BITS = 12;
const DEFLATE = {
  windowBits: WINDOW_BITS,
  level: 3,
  finishFlush: constants.Z_SYNC_FLUSH,
};
/** What every flush ends with, and is left out: 00 00 ff ff. */
const TRAILER = 4;

/** Compression that both sides want. */
export interface Agreement {
  /** What the answer to the upgrade says of it. */
  readonly header: readonly [name: string, value: string];
  readonly extensions: Extensions;
  /** Lets go of what was needed to read. */
  readonly rest: () => void;
}

/**
 * Agrees on compression with a client that offers it; undefined where it offers
 * nothing that will do. Each message is compressed by itself, in both directions:
 * so no connection keeps a window, and a frame for many is compressed once.
 */
export function agreeOnCompression(
  { [HEADER]: offer }: IncomingHttpHeaders,
  maxFrameSize: number,
): Agreement | undefined {
  if (offer === undefined) return undefined;
  const deflate = new PerMessageDeflate({
    isServer: true,
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: WINDOW_BITS,
    maxPayload: maxFrameSize,
  });
  try {
    const { [NAME]: offers } = extension.parse(offer);
    if (offers === undefined) return undefined;
    const agreed = deflate.accept(offers);
    return {
      header: [HEADER, extension.format({ [NAME]: [agreed] })],
      extensions: { [NAME]: deflate },
      rest: () => deflate.cleanup(),
    };
  } catch {
    return undefined;
  }
}

/** A payload, compressed; undefined where that saves nothing. */
export function compressed(payload: Uint8Array): Uint8Array | undefined {
  if (payload.length < WORTHWHILE) return undefined;
  const deflated = deflateRawSync(payload, DEFLATE).subarray(0, -TRAILER);
  return deflated.length < payload.length ? deflated : undefined;
}
