import { assertEquals } from "@std/assert";
import { GOING_AWAY, SLOW_CONSUMER } from "../../src/base/close_codes.ts";
import { flush } from "../helpers/promises.ts";
import {
  createConnection,
  heldBack,
  replyTo,
} from "../helpers/socket_connection.ts";

Deno.test("requests are answered once each, in the order in which they came", async () => {
  const finish: (() => void)[] = [];
  const { connection, socket, receive } = createConnection({
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
  const { connection, receive } = createConnection({ handle });
  for (const seq of [1, 2]) receive(105, seq);
  await flush();
  assertEquals(held.map(({ frame }) => frame.seq), [1]);
  held[0]?.answer();
  await flush();
  assertEquals(held.map(({ frame }) => frame.seq), [1, 2]);
  held[1]?.answer();
  await connection.idle();
});

Deno.test("a close is deferred and goes out once, and nothing is sent after it", async () => {
  const { held, handle } = heldBack();
  const { clock, connection, socket, receive, timesGone } = createConnection({
    handle,
  });
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
  clock.advance(20);
  const { code, reason } = GOING_AWAY;
  assertEquals([socket.closes, socket.sent], [[{ code, reason }], []]);
  assertEquals([held.length, clock.pendingTimers], [1, 0]);
});

Deno.test("a connection that goes twice is gone once", () => {
  const { connection, timesGone } = createConnection();
  connection.gone();
  connection.gone();
  connection.close(GOING_AWAY);
  assertEquals([timesGone(), connection.open], [1, false]);
});

Deno.test("nothing is sent to a socket that ends or has ended", async () => {
  const states = [WebSocket.CLOSING, WebSocket.CLOSED];
  for (const state of states) {
    const { connection, socket, receive } = createConnection();
    socket.readyState = state;
    connection.send("push");
    receive(105, 1);
    await connection.idle();
    assertEquals(socket.sent, []);
  }
});

Deno.test("every frame counts as a sign of life, a malformed one too", () => {
  const { clock, connection, socket } = createConnection();
  const { peer } = connection;
  assertEquals(peer.lastFrameAt, clock.elapsed());
  clock.advance(5000);
  socket.receive("ping");
  assertEquals(peer.lastFrameAt, clock.elapsed());
});
