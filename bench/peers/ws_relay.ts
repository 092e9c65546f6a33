/**
 * A chat relay as one writes it in an afternoon with `npm:ws`: users by name,
 * rooms, every message passed on and acknowledged. It stores nothing, makes no
 * ids and checks nothing. No compression, and a room's message is made into
 * bytes once.
 *
 *     client: {"do":"login","id":…} {"do":"join","id":…}
 *             {"do":"send","to":…,"content":…} {"do":"tell","room":…,"content":…}
 *     server: {"ack":n} to each, {"from":…,"content":…}
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createServer } from "node:http";
// @ts-types="@types/ws"
import { type WebSocket, WebSocketServer } from "ws";
import { listen } from "./listening.ts";

interface Request {
  readonly do: "login" | "join" | "send" | "tell";
  readonly id: string;
  readonly to: string;
  readonly room: string;
  readonly content: string;
}

const users = new Map<string, WebSocket>();
const rooms = new Map<string, Set<WebSocket>>();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on("connection", attend);
listen(http);

function attend(socket: WebSocket): void {
  const joined = new Set<Set<WebSocket>>();
  let user = "";
  let acknowledged = 0;
  socket.on("message", (data) => {
    const request: Request = JSON.parse(String(data));
    switch (request.do) {
      case "login":
        user = request.id;
        users.set(user, socket);
        break;
      case "join":
        joined.add(roomOf(request.id).add(socket));
        break;
      case "send":
        users.get(request.to)?.send(toPush(user, request.content));
        break;
      case "tell":
        tell(roomOf(request.room), toPush(user, request.content));
    }
    socket.send(`{"ack":${++acknowledged}}`);
  });
  socket.on("close", () => {
    if (users.get(user) === socket) users.delete(user);
    for (const members of joined) members.delete(socket);
  });
  socket.on("error", () => {});
}

function roomOf(id: string): Set<WebSocket> {
  const room = rooms.get(id) ?? new Set();
  rooms.set(id, room);
  return room;
}

function toPush(from: string, content: string): string {
  return JSON.stringify({ from, content });
}

function tell(members: Set<WebSocket>, push: string): void {
  const bytes = Buffer.from(push);
  for (const member of members) member.send(bytes, { binary: false });
}
