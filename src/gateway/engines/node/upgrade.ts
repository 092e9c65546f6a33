import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Shows that a server has read the key, RFC 6455 section 4.2.2. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The answer to a handshake's key. */
export function acceptanceOf(key: string): string {
  return createHash("sha1").update(key + GUID).digest("base64");
}

/**
 * Holds the answer to an upgrade until it is written: a `Response` cannot have
 * this status.
 */
export function switchingProtocols(subprotocol: string | undefined): Response {
  const response = new Response(null);
  Object.defineProperty(response, "status", { value: 101 });
  if (subprotocol !== undefined) {
    response.headers.set("sec-websocket-protocol", subprotocol);
  }
  return response;
}

/** Does it ask for a WebSocket, and not for another protocol? */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  const asked = headers.upgrade?.split(",") ?? [];
  return asked.some((each) => each.trim().toLowerCase() === "websocket");
}
