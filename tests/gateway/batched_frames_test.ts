import { assert, assertEquals } from "@std/assert";
import { GOING_AWAY } from "../../src/base/close_codes.ts";
import {
  AT_ONCE,
  MAX_MALFORMED,
  MAX_UNANSWERED,
} from "../../src/gateway/request_loop.ts";
import { REQUESTS_PER_TURN } from "../../src/gateway/request_turns.ts";
import { MalformedFrame } from "../../src/protocol/codec.ts";
import { jsonLines } from "../../src/protocol/json_lines.ts";
import type { FakeSocket } from "../helpers/fake_socket.ts";
import { flush } from "../helpers/promises.ts";
import {
  createConnection,
  type Handle,
  heldBack,
  replyTo,
} from "../helpers/socket_connection.ts";

function create(options: { handle?: Handle; maxFrameSize?: number } = {}) {
  const all = createConnection({
    codec: jsonLines,
    maxFrameSize: 65_536,
    ...options,
  });
  return { ...all, frames: () => linesOf(all.socket) };
}

/** The numbers of the envelopes in each frame since the last call. */
function linesOf(socket: FakeSocket): number[][] {
  return socket.sent.splice(0).map((frame) =>
    String(frame).split("\n").map((line) => JSON.parse(line).seq)
  );
}

function linesFrom(first: number, count: number): string {
  const seqs = Array.from({ length: count }, (_, at) => first + at);
  return seqs.map((seq) => JSON.stringify({ op: 105, seq })).join("\n");
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

Deno.test("the envelopes of a frame are answered in their order, in one frame at the end of the turn", async () => {
  const { clock, socket, frames } = create();
  socket.receive(linesFrom(1, 8));
  await flush();
  assertEquals(socket.sent, []);
  clock.turn();
  assertEquals(frames(), [upTo(8)]);
  clock.settle();
  assertEquals([clock.pendingTimers, clock.pendingTurns], [0, 0]);
});

Deno.test("order is that of the lines across frames, whatever is answered when", async () => {
  const finish: (() => void)[] = [];
  const { clock, connection, socket, frames } = create({
    handle: async (frame) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      finish.push(resolve);
      if (frame.seq % 3 === 0) await promise;
      return replyTo(frame);
    },
  });
  for (const first of [1, 5, 9]) socket.receive(linesFrom(first, 4));
  for (let seq = 1; seq <= 12; seq++) {
    await flush();
    clock.turn();
    finish[seq - 1]?.();
  }
  await clock.turnUntil(connection.idle());
  clock.settle();
  assertEquals(frames().flat(), upTo(12));
});

Deno.test("a line that is malformed is answered by itself, and the others are served", async () => {
  const { clock, connection, socket } = create();
  socket.receive('{"op":105,"seq":1}\n{\n\n{"op":105,"seq":2}\n7\n');
  await clock.turnUntil(connection.idle());
  const answers = socket.sent.join("\n").split("\n").map((line) => {
    const { op, seq, body } = JSON.parse(line);
    return [op, seq, body.code];
  });
  assertEquals(answers, [[106, 1, 0], [0, 0, 400], [106, 2, 0], [0, 0, 400]]);
  assert(connection.open);
});

Deno.test("after the tenth malformed line nothing of the frame is served, and all before it is", async () => {
  const { clock, connection, socket, frames } = create();
  for (let count = 1; count < MAX_MALFORMED; count++) socket.receive("{");
  await clock.turnUntil(connection.idle());
  frames();
  socket.receive(`${linesFrom(1, 2)}\n[]\n${linesFrom(3, 2)}\n{`);
  socket.receive(linesFrom(5, 1));
  await clock.turnUntil(connection.idle());
  clock.advance(20);
  assertEquals(frames(), [[1, 2, 0]]);
  assertEquals(socket.closes.map(({ code }) => code), [4400]);
});

Deno.test("ten malformed lines of one frame are ten", async () => {
  const { clock, connection, socket, frames } = create();
  socket.receive("x\n".repeat(30));
  await clock.turnUntil(connection.idle());
  clock.advance(20);
  assertEquals(frames().flat().length, MAX_MALFORMED);
  assertEquals(socket.closes.map(({ code }) => code), [4400]);
});

Deno.test("a frame without an envelope is malformed, once", async () => {
  for (const frame of ["", "\n", "\n\n\n"]) {
    const { clock, connection, socket, frames } = create();
    socket.receive(frame);
    await clock.turnUntil(connection.idle());
    clock.settle();
    assertEquals(frames(), [[0]]);
    assert(connection.open);
  }
});

Deno.test("envelopes that are answered at once do not count, however many a frame has", async () => {
  const { clock, connection, socket, frames } = create();
  socket.receive(linesFrom(1, 3000));
  await clock.turnUntil(connection.idle());
  clock.settle();
  const sent = frames();
  assertEquals(sent.flat(), upTo(3000));
  // What one turn has goes in one frame.
  assert(sent.every((lines) => lines.length <= REQUESTS_PER_TURN + 1));
  clock.advance(2 * AT_ONCE);
  assertEquals([connection.open, clock.pendingTimers], [true, 0]);
});

Deno.test("256 envelopes may be unanswered, one more closes 4429", async () => {
  for (const [count, open] of [[256, true], [257, false]] as const) {
    const { held, handle } = heldBack();
    const { clock, connection, socket } = create({ handle });
    socket.receive(linesFrom(1, count));
    await flush();
    clock.advance(AT_ONCE);
    assertEquals([connection.open, MAX_UNANSWERED], [open, 256]);
    clock.advance(20);
    assertEquals(socket.closes.map(({ code }) => code), open ? [] : [4429]);
    assertEquals(held.length, 1);
    if (!open) continue;
    for (let seq = 1; seq <= count; seq++) {
      held[seq - 1]?.answer();
      await flush();
      clock.turn();
    }
    await clock.turnUntil(connection.idle());
    clock.advance(2 * AT_ONCE);
    assertEquals(linesOf(socket).flat(), upTo(count));
    assertEquals(clock.pendingTimers, 0);
  }
});

Deno.test("behind a request that takes long the envelopes of all frames count", async () => {
  const { handle } = heldBack();
  const { clock, connection, socket } = create({ handle });
  socket.receive(linesFrom(1, 2));
  await flush();
  clock.advance(AT_ONCE);
  for (const first of [3, 103]) socket.receive(linesFrom(first, 100));
  assertEquals(connection.waiting, 201);
  socket.receive(linesFrom(203, 54));
  assertEquals([connection.waiting, connection.open], [255, true]);
  socket.receive(linesFrom(257, 1));
  assertEquals(connection.open, false);
});

Deno.test("frames that are not read yet count as one envelope each", async () => {
  const { handle } = heldBack();
  const { connection, socket } = create({ handle });
  for (let seq = 1; seq <= 255; seq++) socket.receive(linesFrom(seq, 3));
  await flush();
  assertEquals([connection.waiting, connection.open], [255, true]);
  socket.receive(linesFrom(1, 1));
  assertEquals(connection.open, false);
});

Deno.test("a request that is answered in time lets the rest of its frame be read one by one again", async () => {
  const { held, handle } = heldBack();
  const { clock, connection, socket } = create({ handle });
  socket.receive(linesFrom(1, 300));
  for (let seq = 1; seq <= 300; seq++) {
    await flush();
    clock.advance(AT_ONCE - 1);
    held[seq - 1]?.answer();
    await flush();
    clock.settle();
  }
  await clock.turnUntil(connection.idle());
  assertEquals(linesOf(socket).flat(), upTo(300));
  assert(connection.open);
});

Deno.test("a frame is at most 64 KiB, but for a single larger envelope", async () => {
  const sizes = [30_000, 30_000, 10_000, 200_000, 100, 100, 65_000, 600];
  const { clock, connection, socket } = create({
    handle: (frame) =>
      Promise.resolve({
        ...replyTo(frame),
        msg: "é".repeat(sizes[frame.seq]! / 2),
      }),
  });
  socket.receive(linesFrom(0, sizes.length));
  // After the large one it is looked whether it has left.
  for (let turn = 0; turn < 10; turn++) {
    await flush();
    clock.advance(10);
  }
  await connection.idle();
  const sent = socket.sent.map((frame) => ({
    bytes: new TextEncoder().encode(String(frame)).length,
    seqs: String(frame).split("\n").map((line) => JSON.parse(line).seq),
  }));
  assertEquals(sent.flatMap(({ seqs }) => seqs), sizes.map((_, seq) => seq));
  for (const { bytes, seqs } of sent) {
    assert(bytes <= 65_536 || seqs.length === 1, `${bytes} of ${seqs}`);
  }
  assertEquals(sent.map(({ seqs }) => seqs.length), [2, 1, 1, 3, 1]);
});

Deno.test("what waits for the end of the turn counts as unsent, in bytes", () => {
  const { clock, connection, socket } = create();
  socket.bufferedAmount = 10;
  connection.send("é");
  connection.send("ab");
  assertEquals(connection.bufferedBytes, 10 + 2 + 2 + 2);
  assert(connection.roughlyBufferedBytes >= connection.bufferedBytes);
  clock.turn();
  assertEquals([socket.sent, connection.bufferedBytes], [["é\nab"], 10]);
});

Deno.test("a close sends first what waits for the end of the turn", () => {
  const { clock, connection, socket } = create();
  connection.send("a");
  connection.send("b");
  connection.close(GOING_AWAY);
  assertEquals([socket.sent, socket.closes], [["a\nb"], []]);
  connection.send("c");
  clock.advance(20);
  assertEquals(socket.sent, ["a\nb"]);
  assertEquals(socket.closes.map(({ code }) => code), [1001]);
  assertEquals(connection.bufferedBytes, 0);
});

Deno.test("a peer that has gone leaves nothing that waits", () => {
  const { clock, connection, socket } = create();
  connection.send("a");
  socket.end();
  clock.advance(20);
  assertEquals([socket.sent, connection.bufferedBytes], [[], 0]);
});

Deno.test("a frame over the limit closes 1009, however small its lines are", async () => {
  const { clock, connection, socket } = create({ maxFrameSize: 100 });
  socket.receive(linesFrom(1, 5));
  await clock.turnUntil(connection.idle());
  clock.settle();
  assertEquals(linesOf(socket).flat(), upTo(5));
  socket.receive(linesFrom(1, 6));
  await connection.idle();
  clock.advance(20);
  assertEquals(socket.closes.map(({ code }) => code), [1009]);
});

Deno.test("what a codec cannot write ends its connection alone, and what waits for others goes out", () => {
  const { clock, connection, socket, faults } = create();
  const join = jsonLines.envelopes!.join;
  const fault = new Error("join");
  const broken = createConnection({
    codec: {
      ...jsonLines,
      envelopes: {
        ...jsonLines.envelopes!,
        join: () => {
          throw fault;
        },
      },
    },
  });
  for (const each of [broken.connection, connection]) {
    each.send("a");
    each.send("b");
  }
  broken.clock.turn();
  clock.turn();
  assertEquals([broken.connection.open, broken.faults], [false, [fault]]);
  assertEquals([socket.sent, faults], [[join(["a", "b"])], []]);
});

Deno.test("a part that cannot be told apart is malformed as any other", async () => {
  const { clock, connection, socket } = createConnection({
    codec: {
      ...jsonLines,
      envelopes: {
        ...jsonLines.envelopes!,
        read: () => {
          const left = ['{"op":105,"seq":1}', new MalformedFrame("cut off")];
          return {
            get done() {
              return left.length === 0;
            },
            next: () => left.shift()!,
          };
        },
      },
    },
  });
  socket.receive("");
  await clock.turnUntil(connection.idle());
  clock.settle();
  const lines = socket.sent.join("\n").split("\n");
  assertEquals(lines.map((line) => JSON.parse(line).op), [106, 0]);
  assertEquals(JSON.parse(lines[1]!).body.msg, "cut off");
});
