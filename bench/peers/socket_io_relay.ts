/**
 * The same relay with `npm:socket.io`: a user is a room named after them, as
 * its documents advise, and every message has an acknowledgement callback.
 * WebSocket only: no polling, no compression, no state kept for reconnects.
 *
 * @module
 */

import { createServer } from "node:http";
import { Server } from "socket.io";
import { listen } from "./listening.ts";

/** Milliseconds; as rare as the pings of the others. */
const PING_INTERVAL = 60_000;

interface FromClient {
  join(room: string, acknowledge: () => void): void;
  /** To a user or a chatroom. */
  send(to: string, content: string, acknowledge: () => void): void;
}

interface FromServer {
  message(message: { from: string; content: string }): void;
}

const http = createServer();
const io = new Server<FromClient, FromServer>(http, {
  transports: ["websocket"],
  perMessageDeflate: false,
  serveClient: false,
  pingInterval: PING_INTERVAL,
});
io.on("connection", (socket) => {
  const from = String(socket.handshake.auth["id"]);
  socket.join(from);
  socket.on("join", (room, acknowledge) => {
    socket.join(room);
    acknowledge();
  });
  socket.on("send", (to, content, acknowledge) => {
    io.to(to).emit("message", { from, content });
    acknowledge();
  });
});
listen(http);
