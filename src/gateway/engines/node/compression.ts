import type { IncomingHttpHeaders } from "node:http";
import { constants, deflateRawSync } from "node:zlib";
// @ts-types="./ws.d.ts"
import { extension, type Extensions, PerMessageDeflate } from "ws";
import { MessageInflater } from "./message_inflater.ts";

/** The only extension, RFC 7692. */
const NAME = "permessage-deflate";
const HEADER = "sec-websocket-extensions";
/** Bytes of a frame from which compressing saves more than it costs. */
export const WORTHWHILE = 1024;
/** A window of 4 KiB, as repetitions within a push are close together. */
const WINDOW_BITS = 12;
const DEFLATE = {
  windowBits: WINDOW_BITS,
  level: 3,
  finishFlush: constants.Z_SYNC_FLUSH,
};
/** Bytes at the end of every flush that are not sent: 00 00 ff ff. */
const TRAILER = 4;

/** Compression that both sides have agreed on. */
export interface Agreement {
  /** Its header in the answer to the upgrade. */
  readonly header: readonly [name: string, value: string];
  readonly extensions: Extensions;
}

/**
 * Agrees on compression with a client that offers it; undefined if no offer is
 * acceptable. Each message is compressed by itself, in both directions: so no
 * connection keeps a window, and a frame for many is compressed once.
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
      extensions: { [NAME]: new MessageInflater(maxFrameSize) },
    };
  } catch {
    return undefined;
  }
}

/** A compressed payload; undefined if that saves nothing. */
export function compressed(payload: Uint8Array): Uint8Array | undefined {
  if (payload.length < WORTHWHILE) return undefined;
  const deflated = deflateRawSync(payload, DEFLATE).subarray(0, -TRAILER);
  return deflated.length < payload.length ? deflated : undefined;
}
