import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** By which a server shows that it has read the key, RFC 6455 section 4.2.2. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What a handshake's key is answered with. */
export function acceptanceOf(key: string): string {
  return createHash("sha1").update(key + GUID).digest("base64");
}

/**
 * What stands for the answer to an upgrade until it is written: no `Response` may
 * be made with this status.
 */
export function switchingProtocols(subprotocol: string | undefined): Response {
  const response = new Response(null);
  Object.defineProperty(response, "status", { value: 101 });
  if (subprotocol !== undefined) {
    response.headers.set("sec-websocket-protocol", subprotocol);
  }
  return response;
}

/** Is this a request for a WebSocket, and not for what else one can change to? */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  const asked = headers.upgrade?.split(",") ?? [];
  return asked.some((each) => each.trim().toLowerCase() === "websocket");
}
