/**
 * The cost of a server that only passes messages on: `deno task bench:load`
 * compares GIM with it. It answers each message with one frame and pushes one
 * frame, of the same sizes as GIM's. It stores nothing, makes no ids and
 * decodes nothing. The query of the upgrade says who gets what: `?id=` and
 * either `&peer=` or `&room=`.
 *
 *     deno run --allow-net bench/bare_server.ts <reply bytes> <push bytes>
 *
 * @module
 */

const [replySize = 0, pushSize = 0] = Deno.args.map(Number);
const REPLY = padded('{"op":202,"seq":0,"body":"{\\"code\\":0,', replySize);
const PUSH = '{"op":501,"seq":0,"body":"';
/**
 * The position of the digit of `{"op":201,` that distinguishes a message from
 * what comes before.
 */
const OP_AT = '{"op":'.length;

const users = new Map<string, WebSocket>();
const rooms = new Map<string, Set<WebSocket>>();
let padding = "";

const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: 60,
    });
    const query = new URL(request.url).searchParams;
    attend(socket, {
      id: query.get("id") ?? "",
      peer: query.get("peer") ?? "",
      room: query.get("room") ?? "",
    });
    return response;
  },
);
Deno.stderr.writeSync(
  new TextEncoder().encode(
    JSON.stringify({
      event: "listening",
      gateway: `127.0.0.1:${server.addr.port}`,
    }) + "\n",
  ),
);

function attend(
  socket: WebSocket,
  { id, peer, room }: { id: string; peer: string; room: string },
): void {
  const members = rooms.get(room) ?? new Set();
  rooms.set(room, members);
  socket.onopen = () => {
    users.set(id, socket);
    members.add(socket);
  };
  socket.onclose = () => {
    users.delete(id);
    members.delete(socket);
  };
  socket.onerror = () => {};
  socket.onmessage = ({ data }) => {
    socket.send(REPLY);
    if (data[OP_AT] !== "2") return;
    const push = toPush(data);
    if (room === "") users.get(peer)?.send(push);
    else for (const member of members) member.send(push);
  };
}

function toPush(data: string): string {
  const missing = pushSize - PUSH.length - data.length;
  if (padding.length !== missing) padding = "x".repeat(Math.max(0, missing));
  return PUSH + data + padding;
}

function padded(text: string, size: number): string {
  return text.padEnd(size, "x");
}
