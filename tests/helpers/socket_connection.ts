import type { Close } from "../../src/base/close_codes.ts";
import { SocketConnection } from "../../src/gateway/connection.ts";
import type { EngineSocket } from "../../src/gateway/engine.ts";
import { RequestTurns } from "../../src/gateway/request_turns.ts";
import { TurnEnd } from "../../src/gateway/turn_end.ts";
import { DenoEngine } from "../../src/gateway/engines/deno.ts";
import type { Codec, Frame, Reply } from "../../src/protocol/codec.ts";
import { jsonWithObjectBodies } from "../../src/protocol/json.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeSocket } from "./fake_socket.ts";

/** How a test answers requests. */
export type Handle = (frame: Frame) => Promise<Reply> | Reply;

/** A success. */
export function replyTo({ op, seq }: Frame): Reply {
  return { op: op + 1, seq, code: 0, msg: "ok", data: {} };
}

/** A connection over a fake socket of the runtime. */
export function createConnection({
  handle = (frame) => Promise.resolve(replyTo(frame)),
  codec = jsonWithObjectBodies,
  maxFrameSize = 1000,
  overlaps,
}: {
  handle?: Handle;
  codec?: Codec;
  maxFrameSize?: number;
  overlaps?: (op: number) => boolean;
} = {}) {
  const clock = new FakeClock();
  const socket = new FakeSocket();
  let gone = 0;
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => void faults.push(fault);
  const turnEnd = new TurnEnd({ clock, onFault });
  const create = (socket: EngineSocket) =>
    new SocketConnection({
      id: 1,
      socket,
      codec,
      dispatch: { handle },
      overlaps,
      clock,
      turns: new RequestTurns(clock),
      turnEnd,
      maxFrameSize,
      onFault,
      onGone: () => gone++,
    });
  const connection = served(socket, clock, create);
  const receive = (op: number, seq: number) =>
    socket.receive(JSON.stringify({ op, seq }));
  return {
    clock,
    socket,
    connection,
    receive,
    faults,
    turnEnd,
    timesGone: () => gone,
  };
}

/** A connection that serves a socket of the runtime. */
export function served(
  socket: FakeSocket,
  clock: FakeClock,
  create: (socket: EngineSocket) => SocketConnection,
): SocketConnection {
  let connection: SocketConnection | undefined;
  const open = (socket: EngineSocket) => {
    const created = connection = create(socket);
    return {
      received: (frame: string | Uint8Array, at: number) =>
        created.receive(frame, at),
      refused: (close: Close) => created.refuse(close),
      closed: () => created.gone(),
      ended: () => {},
    };
  };
  new DenoEngine(clock).serve(socket, { open });
  if (connection === undefined) throw new Error("nobody opened it");
  return connection;
}

/** A dispatch that answers on order. */
export function heldBack() {
  const held: { frame: Frame; answer: () => void }[] = [];
  const handle: Handle = (frame) => {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    held.push({ frame, answer: () => resolve(replyTo(frame)) });
    return promise;
  };
  return { held, handle };
}

/** The numbers of the replies since the last call. */
export function seqs(socket: FakeSocket): number[] {
  return socket.take().map(({ seq }) => seq);
}

/** A connection whose peer has left a large reply unread. */
export async function backedUp() {
  const all = createConnection({
    handle: (frame) =>
      Promise.resolve({ ...replyTo(frame), msg: "x".repeat(500_000) }),
  });
  all.receive(105, 0);
  await all.connection.idle();
  all.socket.sent.length = 0;
  all.socket.bufferedAmount = 500_000;
  void all.connection.bufferedBytes;
  return all;
}
