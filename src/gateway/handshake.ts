import { chooseSubprotocol } from "../protocol/encodings.ts";
import type { Codec } from "../protocol/codec.ts";
import { ReplyError } from "../base/errors.ts";

/** The only version of RFC 6455. */
const WEBSOCKET_VERSION = "13";
/** The form of a key: sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** The part of a request that decides about an upgrade. */
export interface HandshakeRequest {
  readonly method: string;
  readonly headers: Pick<Headers, "get">;
}

/** The gateway's own path. */
const GATEWAY_PATH = "/ws";

/**
 * Is this request for the gateway? A WebSocket can be opened at `/` as well, so
 * that a client needs no more than an address.
 *
 * @throws {ReplyError} 426 at the gateway's path without asking for a WebSocket
 */
export function isForGateway(
  { headers }: Pick<HandshakeRequest, "headers">,
  url: URL,
): boolean {
  const { pathname } = url;
  if (pathname !== GATEWAY_PATH && pathname !== "/") return false;
  if (hasToken(headers.get("upgrade"), "websocket")) return true;
  if (pathname === "/") return false;
  throw new ReplyError(426, "upgrade: this path speaks WebSocket only");
}

/**
 * Checks what engines do not: Deno accepts any method, any version, and a key
 * of any length.
 *
 * @throws {ReplyError} 400, 405, 426
 */
export function checkHandshake({ method, headers }: HandshakeRequest): void {
  if (method !== "GET") {
    throw new ReplyError(405, "method: expected GET to open a WebSocket");
  }
  if (!hasToken(headers.get("connection"), "upgrade")) {
    throw new ReplyError(400, "connection: expected Upgrade");
  }
  if (headers.get("sec-websocket-version") !== WEBSOCKET_VERSION) {
    throw new ReplyError(426, "sec-websocket-version: expected 13");
  }
  if (!KEY.test(headers.get("sec-websocket-key") ?? "")) {
    throw new ReplyError(400, "sec-websocket-key: expected 16 bytes in base64");
  }
}

/** The encoding a client asks for, and the name it used. */
export function negotiate(
  { headers }: Pick<HandshakeRequest, "headers">,
): { name: string; codec: Codec } | undefined {
  return chooseSubprotocol(tokens(headers.get("sec-websocket-protocol")));
}

function hasToken(header: string | null, token: string): boolean {
  return tokens(header).some((each) => each.toLowerCase() === token);
}

function tokens(header: string | null): string[] {
  return (header ?? "").split(",").map((token) => token.trim());
}
