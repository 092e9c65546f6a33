import type { DenoEngine } from "../../src/gateway/engines/deno.ts";
import type { RuntimeSocket } from "../../src/gateway/engines/deno_socket.ts";
import type { Gateway } from "../../src/gateway/gateway.ts";

/** A valid request for a WebSocket. */
export function socketRequest(headers: Record<string, string> = {}): Request {
  return new Request("http://gim.example/ws", {
    headers: {
      "connection": "Upgrade",
      "upgrade": "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  });
}

/** A client of which nothing is known. */
export const NOBODY = { trace: "", client: undefined };

/** Makes a gateway serve an open socket, without a network. */
export function attend(
  { gateway, engine }: { gateway: Gateway; engine: DenoEngine },
  socket: RuntimeSocket,
  subprotocol?: string,
): void {
  const headers: Record<string, string> = {};
  if (subprotocol) headers["sec-websocket-protocol"] = subprotocol;
  engine.serve(socket, gateway.admit(socketRequest(headers), NOBODY));
}
