/**
 * The least that a server of the contract can cost: it reads requests, writes
 * replies and pushes as GIM does, and does nothing else. It stores nothing,
 * checks nothing and bounds nothing. What GIM costs above it is GIM's own.
 *
 *     deno run --allow-all bench/load/floor.ts deno|node
 *
 * `deno` is `Deno.serve` with its sockets, a write for each frame; `node` is
 * `node:http` with the package `ws`, the frames of a turn of the event loop for
 * a socket in one write.
 *
 * @module
 */

import { createServer } from "node:http";
import type { Duplex } from "node:stream";
// @ts-types="@types/ws"
import { WebSocketServer } from "ws";
import { listen } from "../peers/listening.ts";

/** Who is connected; named by their login. */
interface Member {
  id: string;
  send(frame: string): void;
}

/** What is asked for: of a login, a join, a message. */
interface Body {
  readonly id: string;
  readonly type: number;
  readonly target_id: string;
  readonly content: string;
}

const OK = '"code":0,"msg":"ok","data":';
const members = new Map<string, Member>();
const rooms = new Map<string, Set<Member>>();
let messages = 0;

/** An envelope whose body is JSON in a string, as by default. */
function envelope(op: number, body: string): string {
  return `{"op":${op},"seq":0,"body":${JSON.stringify(body)}}`;
}

function serve(member: Member, text: string): void {
  const { op, body } = JSON.parse(text);
  const asked: Body = JSON.parse(body);
  if (op === 101) members.set(member.id = asked.id, member);
  if (op === 301) roomOf(asked.id).add(member);
  const data = op === 201 ? pass(member, asked) : "{}";
  member.send(envelope(op + 1, `{${OK}${data}}`));
}

/** Pushes a message; returns what its sender is answered. */
function pass(sender: Member, { type, target_id, content }: Body): string {
  const id = (++messages).toString(36).padStart(14, "0");
  const now = Date.now();
  const from = type === 1 ? target_id : sender.id;
  const session = `${type}:${from}`;
  const item = `{"id":"${id}","session_id":"${session}","sender":` +
    `{"id":"${sender.id}","name":"${sender.id}"},"category":"text","content":` +
    `${JSON.stringify(content)},"sequence":0,"status":1,"created_at":${now}}`;
  const push = envelope(
    501,
    `{"session":{"id":"${session}","type":${type},"title":"${from}"},` +
      `"items":[${item}],"missed":0}`,
  );
  if (type === 1) { for (const each of roomOf(target_id)) each.send(push); }
  else members.get(target_id)?.send(push);
  return `{"id":"${id}","session_id":"${type}:${target_id}","sequence":0,` +
    `"created_at":${now}}`;
}

function roomOf(id: string): Set<Member> {
  const room = rooms.get(id) ?? new Set();
  rooms.set(id, room);
  return room;
}

function serveByDeno(): void {
  const onListen = ({ port }: { port: number }) => {
    const gateway = `127.0.0.1:${port}`;
    const line = JSON.stringify({ event: "listening", gateway });
    Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
  };
  Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 60,
    });
    const member = { id: "", send: (frame: string) => socket.send(frame) };
    socket.onmessage = ({ data }) => serve(member, data);
    socket.onerror = () => {};
    return response;
  });
}

/** The sockets that were written to in this turn, and hold that back. */
const corked = new Set<Duplex>();

function cork(socket: Duplex): void {
  if (corked.has(socket)) return;
  if (corked.size === 0) setImmediate(uncorkAll);
  corked.add(socket);
  socket.cork();
}

function uncorkAll(): void {
  const sockets = [...corked];
  corked.clear();
  for (const socket of sockets) socket.uncork();
}

function serveByNode(): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
  });
  const http = createServer();
  http.on("upgrade", (request, transport, head) => {
    sockets.handleUpgrade(request, transport, head, (socket) => {
      const member: Member = {
        id: "",
        send(frame) {
          cork(transport);
          socket.send(frame);
        },
      };
      socket.on("message", (data) => serve(member, String(data)));
      socket.on("error", () => {});
    });
  });
  listen(http);
}

if (Deno.args[0] === "node") serveByNode();
else serveByDeno();
