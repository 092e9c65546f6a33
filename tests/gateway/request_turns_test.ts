import { assertEquals } from "@std/assert";
import { BEGUN_AT_ONCE } from "../../src/gateway/request_loop.ts";
import {
  REQUESTS_PER_TURN,
  TURN_LENGTH,
} from "../../src/gateway/request_turns.ts";
import { GatewayBench } from "../helpers/gateway.ts";
import {
  createConnection,
  replyTo,
  seqs,
} from "../helpers/socket_connection.ts";

const HEARTBEAT = 105;

/** Lets all promises run; the clock's turns are taken by hand. */
function flush(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

Deno.test("a queue is served some requests a turn, in their order", async () => {
  const { clock, socket, receive } = createConnection();
  const count = 2 * REQUESTS_PER_TURN + 3;
  for (const seq of range(0, count)) receive(HEARTBEAT, seq);
  const turns = [];
  for (let turn = 0; turn < 3; turn++) {
    await flush();
    turns.push(seqs(socket));
    clock.turn();
  }
  assertEquals(turns, [
    range(0, REQUESTS_PER_TURN + 1),
    range(REQUESTS_PER_TURN + 1, 2 * REQUESTS_PER_TURN + 1),
    range(2 * REQUESTS_PER_TURN + 1, count),
  ]);
});

Deno.test("one request at a time takes no turn", async () => {
  const { clock, socket, receive } = createConnection();
  for (const seq of range(0, 3 * REQUESTS_PER_TURN)) {
    receive(HEARTBEAT, seq);
    await flush();
    clock.advance(1);
  }
  assertEquals(seqs(socket), range(0, 3 * REQUESTS_PER_TURN));
  assertEquals(clock.pendingTurns, 0);
});

Deno.test("the queues of all connections share a turn, and who asks one thing is served between", async () => {
  const bench = new GatewayBench();
  const { clock } = bench.rules;
  const busy = [bench.attend(), bench.attend(), bench.attend()];
  for (const socket of busy) {
    for (const seq of range(0, 120)) {
      socket.request(HEARTBEAT, {}, seq);
    }
  }
  await flush();
  const quiet = bench.attend();
  const answered = () => busy.map((socket) => seqs(socket).length);
  const served = [answered()];
  for (let turn = 0; turn < 3; turn++) {
    quiet.request(HEARTBEAT, {}, turn);
    await flush();
    assertEquals(seqs(quiet), [turn], "it waits for nobody's queue");
    clock.turn();
    await flush();
    served.push(answered());
  }
  const sums = served.map((each) => each.reduce((sum, n) => sum + n, 0));
  const first = 3 * BEGUN_AT_ONCE + REQUESTS_PER_TURN;
  assertEquals(sums, [first, ...Array(3).fill(REQUESTS_PER_TURN)]);
  const each = busy.map((_, at) =>
    served.reduce((sum, turn) => sum + turn[at]!, 0)
  );
  assertEquals(
    Math.max(...each) - Math.min(...each) <= REQUESTS_PER_TURN,
    true,
  );
});

Deno.test("in a turn that takes long fewer begin, and the others keep their order", () => {
  const { clock, socket, receive } = createConnection({
    handle: (frame) => {
      clock.work(TURN_LENGTH / 4);
      return replyTo(frame);
    },
  });
  const count = BEGUN_AT_ONCE + 24;
  for (const seq of range(0, count)) receive(HEARTBEAT, seq);
  assertEquals(seqs(socket), range(0, BEGUN_AT_ONCE + 8));
  clock.turn();
  assertEquals(seqs(socket), range(BEGUN_AT_ONCE + 8, BEGUN_AT_ONCE + 16));
  clock.turn();
  assertEquals(seqs(socket), range(BEGUN_AT_ONCE + 16, count));
});

Deno.test("many in one go take their turns, though each is answered at once", () => {
  const { clock, socket, receive } = createConnection({ handle: replyTo });
  const first = BEGUN_AT_ONCE + REQUESTS_PER_TURN;
  for (const seq of range(0, first + 3)) receive(HEARTBEAT, seq);
  assertEquals(seqs(socket), range(0, first));
  clock.turn();
  assertEquals(seqs(socket), range(first, first + 3));
});

Deno.test("with a pause before it a request is answered at once, and takes no turn", () => {
  const { clock, socket, receive } = createConnection({ handle: replyTo });
  for (const seq of range(0, 3 * REQUESTS_PER_TURN)) {
    receive(HEARTBEAT, seq);
    assertEquals(seqs(socket), [seq]);
    assertEquals(clock.pendingTurns, 0);
    clock.advance(1);
  }
});

Deno.test("who goes while the queue waits for a turn is done with", async () => {
  const { clock, connection, socket, receive } = createConnection();
  for (const seq of range(0, 140)) receive(HEARTBEAT, seq);
  await flush();
  seqs(socket);
  connection.gone();
  const idle = connection.idle();
  clock.settle();
  await idle;
  assertEquals(seqs(socket), []);
});
