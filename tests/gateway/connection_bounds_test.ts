import { assert, assertEquals } from "@std/assert";
import { FLOODING } from "../../src/base/close_codes.ts";
import {
  MAX_MALFORMED,
  MAX_UNANSWERED,
} from "../../src/gateway/request_loop.ts";
import { jsonWithObjectBodies } from "../../src/protocol/json.ts";
import { flush } from "../helpers/promises.ts";
import {
  backedUp,
  createConnection,
  heldBack,
  seqs,
} from "../helpers/socket_connection.ts";

Deno.test("256 requests may be unanswered, one more closes 4429", async () => {
  const { held, handle } = heldBack();
  const { clock, socket, connection, receive } = createConnection({ handle });
  for (let seq = 1; seq <= MAX_UNANSWERED; seq++) receive(105, seq);
  assert(connection.open);
  receive(105, 257);
  assertEquals([MAX_UNANSWERED, connection.open], [256, false]);
  clock.advance(10);
  assertEquals(socket.closes.map(({ code }) => code), [FLOODING.code]);
  held[0]?.answer();
  await connection.idle();
  assertEquals([socket.sent, held.length], [[], 1]);
});

Deno.test("answered requests do not count as unanswered", async () => {
  const { clock, connection, socket, receive } = createConnection();
  for (let round = 0; round < 4; round++) {
    for (let seq = 1; seq <= MAX_UNANSWERED; seq++) receive(105, seq);
    await clock.turnUntil(connection.idle());
    assertEquals(seqs(socket).length, MAX_UNANSWERED);
  }
  assert(connection.open);
});

Deno.test("malformed frames are answered; the tenth is too, then closes 4400", async () => {
  const { clock, connection, socket, receive } = createConnection();
  for (let count = 1; count < MAX_MALFORMED; count++) {
    socket.receive("ping");
    receive(105, count);
    await connection.idle();
  }
  assert(connection.open);
  const refusals = socket.take().filter(({ op }) => op === 0);
  assertEquals(refusals.length, 9);
  const [{ seq, body }] = refusals as [typeof refusals[0]];
  assertEquals([seq, body.code, body.data], [0, 400, null]);
  socket.receive("{}");
  receive(105, 10);
  await connection.idle();
  clock.advance(20);
  assertEquals(socket.take().map(({ op }) => op), [0]);
  assertEquals(socket.closes.map(({ code }) => code), [4400]);
});

Deno.test("a codec that fails otherwise is a malformed frame too", async () => {
  const decode = () => {
    throw new RangeError("secret detail");
  };
  const { connection, socket } = createConnection({
    codec: { ...jsonWithObjectBodies, decode },
  });
  socket.receive("{}");
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
    const { clock, connection, socket } = createConnection();
    socket.receive(bodyOf(text));
    await connection.idle();
    clock.advance(10);
    assertEquals(socket.sent.length, fine ? 1 : 0);
    assertEquals(socket.closes.map(({ code }) => code), fine ? [] : [1009]);
  }
});

Deno.test("a frame of the wrong kind closes 1003", async () => {
  const text = createConnection();
  text.socket.receive(new TextEncoder().encode('{"op":105}'));
  const binary = createConnection({
    codec: { ...jsonWithObjectBodies, binary: true },
  });
  binary.socket.receive('{"op":105}');
  for (const { clock, connection, socket } of [text, binary]) {
    await connection.idle();
    clock.advance(10);
    assertEquals(socket.closes.map(({ code }) => code), [1003]);
    assertEquals(socket.sent, []);
  }
});

Deno.test("a frame that ends the connection does so in its turn, and what follows it is not served", async () => {
  const [wrongKind, tooBig] = [new Uint8Array(1), "x".repeat(1001)];
  for (const [frame, code] of [[wrongKind, 1003], [tooBig, 1009]] as const) {
    const { held, handle } = heldBack();
    const { clock, connection, socket, receive } = createConnection({ handle });
    for (const seq of [1, 2]) receive(105, seq);
    socket.receive(frame);
    for (let seq = 3; seq <= MAX_UNANSWERED; seq++) receive(105, seq);
    for (const index of [0, 1]) {
      assert(connection.open);
      held[index]?.answer();
      await flush();
    }
    await connection.idle();
    assertEquals([connection.open, held.length], [false, 2]);
    clock.advance(10);
    assertEquals(seqs(socket), [1, 2]);
    assertEquals(socket.closes.map(({ code }) => code), [code]);
  }
});

Deno.test("a frame that ends the connection does not keep it alive where replies are not read", async () => {
  const { clock, socket, connection, receive } = await backedUp();
  receive(105, 1);
  clock.advance(100);
  socket.receive(new Uint8Array(1));
  const { lastFrameAt } = connection.peer;
  for (let count = 0; count < 1000; count++) {
    clock.advance(10);
    receive(105, 2);
  }
  // So that it is closed 4408 when its time is over.
  assertEquals(connection.peer.lastFrameAt, lastFrameAt);
  assertEquals(connection.waiting, 0);
  socket.end();
  clock.advance(100);
  await connection.idle();
});

Deno.test("requests wait while the socket holds too many unsent bytes", async () => {
  const { clock, connection, socket, receive } = await backedUp();
  for (const seq of [1, 2, 3]) receive(105, seq);
  await flush();
  clock.advance(1000);
  await flush();
  assertEquals(socket.sent, []);
  socket.bufferedAmount = 0;
  clock.advance(1000);
  await connection.idle();
  assertEquals(seqs(socket), [1, 2, 3]);
  clock.advance(10);
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("what is unsent at the end is known after it, when the runtime says 0", async () => {
  const closed = await backedUp();
  closed.connection.close(FLOODING);
  closed.socket.bufferedAmount = 0;
  assertEquals(closed.connection.bufferedBytes, 500_000);
  const ended = await backedUp();
  ended.socket.bufferedAmount = 0;
  ended.socket.end();
  assertEquals(ended.connection.bufferedBytes, 500_000);
  // A reader who goes when they have all is not taken for one who did not read.
  const done = await backedUp();
  done.socket.bufferedAmount = 0;
  void done.connection.bufferedBytes;
  done.socket.end();
  assertEquals(done.connection.bufferedBytes, 0);
});

Deno.test("with 64 KiB unsent no further request is worked on, with less it is", async () => {
  for (const [unsent, answered] of [[65_536, [1]], [65_537, []]] as const) {
    const { socket, receive } = await backedUp();
    socket.bufferedAmount = unsent;
    receive(105, 1);
    await flush();
    assertEquals(seqs(socket), [...answered]);
    socket.end();
  }
});

Deno.test("256 requests may be unanswered while the socket is backed up, too", async () => {
  const { clock, connection, socket, receive } = await backedUp();
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
  const { clock, connection, socket, receive, timesGone } = await backedUp();
  receive(105, 1);
  await flush();
  assertEquals(clock.pendingTimers, 1);
  socket.end();
  clock.advance(100);
  await connection.idle();
  // The runtime says that it is gone a second time: nothing is held any more.
  socket.end();
  assertEquals([timesGone(), clock.pendingTimers, socket.sent], [1, 0, []]);
});
