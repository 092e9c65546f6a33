import { assert, assertEquals } from "@std/assert";
import { FLOODING, GOING_AWAY, SLOW_CONSUMER } from "../../src/close_codes.ts";
import type { Codec, Frame, Reply } from "../../src/protocol/codec.ts";
import { jsonWithObjectBodies } from "../../src/protocol/json.ts";
import {
  MAX_MALFORMED,
  MAX_UNANSWERED,
  SocketConnection,
} from "../../src/gateway/connection.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { FakeSocket } from "../helpers/fake_socket.ts";
import { flush } from "../helpers/promises.ts";

type Handle = (frame: Frame) => Promise<Reply>;

function replyTo({ op, seq }: Frame): Reply {
  return { op: op + 1, seq, code: 0, msg: "ok", data: {} };
}

function create({
  handle = (frame) => Promise.resolve(replyTo(frame)),
  codec = jsonWithObjectBodies,
  maxFrameSize = 1000,
}: { handle?: Handle; codec?: Codec; maxFrameSize?: number } = {}) {
  const clock = new FakeClock();
  const socket = new FakeSocket();
  let gone = 0;
  const connection = new SocketConnection({
    socket,
    codec,
    dispatch: { handle },
    clock,
    maxFrameSize,
    onGone: () => gone++,
  });
  const receive = (op: number, seq: number) =>
    connection.receive(JSON.stringify({ op, seq }));
  return { clock, socket, connection, receive, timesGone: () => gone };
}

/** A dispatch that answers when it is told to. */
function heldBack() {
  const held: { frame: Frame; answer: () => void }[] = [];
  const handle: Handle = (frame) => {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    held.push({ frame, answer: () => resolve(replyTo(frame)) });
    return promise;
  };
  return { held, handle };
}

function seqs(socket: FakeSocket): number[] {
  return socket.take().map(({ seq }) => seq);
}

Deno.test("requests are answered once each, in the order in which they came", async () => {
  const finish: (() => void)[] = [];
  const { connection, socket, receive } = create({
    handle: async (frame) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      finish.push(resolve);
      if (frame.seq % 2 === 1) await promise;
      return replyTo(frame);
    },
  });
  for (let seq = 1; seq <= 6; seq++) receive(105, seq);
  for (let seq = 1; seq <= 6; seq++) {
    await flush();
    finish[seq - 1]?.();
  }
  await connection.idle();
  const replies = socket.take();
  assertEquals(replies.map(({ op, seq }) => [op, seq]), [
    [106, 1],
    [106, 2],
    [106, 3],
    [106, 4],
    [106, 5],
    [106, 6],
  ]);
});

Deno.test("a request begins when the one before it is answered, not earlier", async () => {
  const { held, handle } = heldBack();
  const { connection, receive } = create({ handle });
  for (const seq of [1, 2]) receive(105, seq);
  await flush();
  assertEquals(held.map(({ frame }) => frame.seq), [1]);
  held[0]?.answer();
  await flush();
  assertEquals(held.map(({ frame }) => frame.seq), [1, 2]);
  held[1]?.answer();
  await connection.idle();
});

Deno.test("256 requests may be unanswered, one more closes 4429", async () => {
  const { held, handle } = heldBack();
  const { clock, socket, connection, receive } = create({ handle });
  for (let seq = 1; seq <= MAX_UNANSWERED; seq++) receive(105, seq);
  assert(connection.open);
  receive(105, 257);
  assertEquals([MAX_UNANSWERED, connection.open], [256, false]);
  clock.advance(0);
  assertEquals(socket.closes.map(({ code }) => code), [FLOODING.code]);
  held[0]?.answer();
  await connection.idle();
  assertEquals([socket.sent, held.length], [[], 1]);
});

Deno.test("answered requests do not count as unanswered", async () => {
  const { connection, socket, receive } = create();
  for (let round = 0; round < 4; round++) {
    for (let seq = 1; seq <= MAX_UNANSWERED; seq++) receive(105, seq);
    await connection.idle();
    assertEquals(seqs(socket).length, MAX_UNANSWERED);
  }
  assert(connection.open);
});

Deno.test("malformed frames are answered; the tenth is too, then closes 4400", async () => {
  const { clock, connection, socket, receive } = create();
  for (let count = 1; count < MAX_MALFORMED; count++) {
    connection.receive("ping");
    receive(105, count);
  }
  await connection.idle();
  assert(connection.open);
  const refusals = socket.take().filter(({ op }) => op === 0);
  assertEquals(refusals.length, 9);
  const [{ seq, body }] = refusals as [typeof refusals[0]];
  assertEquals([seq, body.code, body.data], [0, 400, null]);
  connection.receive("{}");
  receive(105, 10);
  await connection.idle();
  clock.advance(0);
  assertEquals(socket.take().map(({ op }) => op), [0]);
  assertEquals(socket.closes.map(({ code }) => code), [4400]);
});

Deno.test("a codec that fails otherwise is a malformed frame too", async () => {
  const decode = () => {
    throw new RangeError("secret detail");
  };
  const { connection, socket } = create({
    codec: { ...jsonWithObjectBodies, decode },
  });
  connection.receive("{}");
  await connection.idle();
  assertEquals(socket.take().map(({ op, body }) => [op, body.code, body.msg]), [
    [0, 400, "malformed frame"],
  ]);
});

Deno.test("a frame is measured in bytes; a bigger one closes 1009 unanswered", async () => {
  const bodyOf = (text: string) => JSON.stringify({ op: 105, text });
  const overhead = bodyOf("").length;
  const texts = [
    ["x".repeat(1000 - overhead), true],
    ["x".repeat(1001 - overhead), false],
    ["é".repeat((1000 - overhead) / 2), true],
    ["é".repeat((1000 - overhead) / 2) + "é", false],
    ["字".repeat(330), false],
    ["x".repeat(5000), false],
  ] as const;
  for (const [text, fine] of texts) {
    const { clock, connection, socket } = create();
    connection.receive(bodyOf(text));
    await connection.idle();
    clock.advance(0);
    assertEquals(socket.sent.length, fine ? 1 : 0);
    assertEquals(socket.closes.map(({ code }) => code), fine ? [] : [1009]);
  }
});

Deno.test("a frame of the wrong kind closes 1003", async () => {
  const text = create();
  text.connection.receive(new TextEncoder().encode('{"op":105}'));
  const binary = create({ codec: { ...jsonWithObjectBodies, binary: true } });
  binary.connection.receive('{"op":105}');
  for (const { clock, connection, socket } of [text, binary]) {
    await connection.idle();
    clock.advance(0);
    assertEquals(socket.closes.map(({ code }) => code), [1003]);
    assertEquals(socket.sent, []);
  }
});

Deno.test("requests wait while the socket holds too many unsent bytes", async () => {
  const { clock, connection, socket, receive } = create();
  socket.bufferedAmount = 10_000_000;
  for (const seq of [1, 2, 3]) receive(105, seq);
  await flush();
  clock.advance(1000);
  await flush();
  assertEquals(socket.sent, []);
  socket.bufferedAmount = 0;
  clock.advance(1000);
  await connection.idle();
  assertEquals(seqs(socket), [1, 2, 3]);
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("256 requests may be unanswered while the socket is backed up, too", async () => {
  const { clock, connection, socket, receive } = create();
  socket.bufferedAmount = 10_000_000;
  for (let seq = 1; seq <= MAX_UNANSWERED; seq++) receive(105, seq);
  await flush();
  assert(connection.open);
  receive(105, 257);
  assertEquals(connection.open, false);
  clock.advance(1000);
  await connection.idle();
  assertEquals([socket.sent, clock.pendingTimers], [[], 0]);
});

Deno.test("a connection that is closed while it waits to send stops waiting", async () => {
  const { clock, connection, socket, receive, timesGone } = create();
  socket.bufferedAmount = 10_000_000;
  receive(105, 1);
  await flush();
  connection.gone();
  clock.advance(100);
  await connection.idle();
  assertEquals([timesGone(), clock.pendingTimers, socket.sent], [1, 0, []]);
});

Deno.test("a close is deferred and goes out once, and nothing is sent after it", async () => {
  const { held, handle } = heldBack();
  const { clock, connection, socket, receive, timesGone } = create({ handle });
  receive(105, 1);
  receive(105, 2);
  await flush();
  connection.close(GOING_AWAY);
  connection.close(SLOW_CONSUMER);
  assertEquals([connection.open, timesGone(), socket.closes], [false, 1, []]);
  connection.send("push");
  receive(105, 3);
  held[0]?.answer();
  await connection.idle();
  clock.advance(0);
  const { code, reason } = GOING_AWAY;
  assertEquals([socket.closes, socket.sent], [[{ code, reason }], []]);
  assertEquals([held.length, clock.pendingTimers], [1, 0]);
});

Deno.test("a connection that goes twice is gone once", () => {
  const { connection, timesGone } = create();
  connection.gone();
  connection.gone();
  connection.close(GOING_AWAY);
  assertEquals([timesGone(), connection.open], [1, false]);
});

Deno.test("nothing is sent to a socket that is not open", async () => {
  const states = [WebSocket.CONNECTING, WebSocket.CLOSING, WebSocket.CLOSED];
  for (const state of states) {
    const { connection, socket, receive } = create();
    socket.readyState = state;
    connection.send("push");
    receive(105, 1);
    await connection.idle();
    assertEquals(socket.sent, []);
  }
});

Deno.test("every frame counts as a sign of life, a malformed one too", () => {
  const { clock, connection } = create();
  const { peer } = connection;
  assertEquals(peer.lastFrameAt, clock.now());
  clock.advance(5000);
  connection.receive("ping");
  assertEquals(peer.lastFrameAt, clock.now());
});
