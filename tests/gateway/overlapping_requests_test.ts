import { assert, assertEquals } from "@std/assert";
import { FLOODING, GOING_AWAY } from "../../src/base/close_codes.ts";
import { MAX_UNANSWERED, OVERLAPPING } from "../../src/gateway/request_loop.ts";
import { jsonLines } from "../../src/protocol/json_lines.ts";
import { flush } from "../helpers/promises.ts";
import { Random } from "../helpers/random.ts";
import {
  createConnection,
  heldBack,
  replyTo,
  seqs,
} from "../helpers/socket_connection.ts";

const SEND = 105;
const OTHER = 103;
const overlaps = (op: number) => op === SEND;

function create(options: Parameters<typeof createConnection>[0] = {}) {
  const { held, handle } = heldBack();
  const all = createConnection({ handle, overlaps, ...options });
  const asked = () => held.map(({ frame }) => frame.seq);
  const answer = async (...which: number[]) => {
    for (const seq of which) {
      held.find(({ frame }) => frame.seq === seq)?.answer();
      await flush();
    }
  };
  return { ...all, held, asked, answer };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => 1 + at);
}

Deno.test("requests that overlap begin before those in front are answered, a few at a time", async () => {
  const { connection, receive, asked, answer } = create();
  for (const seq of upTo(OVERLAPPING + 2)) receive(SEND, seq);
  assertEquals(asked(), upTo(OVERLAPPING));
  assertEquals(connection.waiting, OVERLAPPING + 1);
  await answer(1);
  assertEquals(asked(), upTo(OVERLAPPING + 1));
  await answer(...upTo(OVERLAPPING + 2));
  await connection.idle();
  assertEquals(connection.waiting, 0);
});

Deno.test("their replies go out in the order of the requests, whatever is answered when", async () => {
  const { socket, receive, answer } = create();
  for (const seq of upTo(3)) receive(SEND, seq);
  await answer(3, 2);
  assertEquals(seqs(socket), []);
  await answer(1);
  assertEquals(seqs(socket), [1, 2, 3]);
});

Deno.test("a request that does not overlap waits for all before it, and those behind wait for it", async () => {
  const { socket, receive, asked, answer } = create();
  const ops = [SEND, SEND, OTHER, SEND, SEND];
  for (const [at, op] of ops.entries()) receive(op, at + 1);
  await answer(2);
  assertEquals(asked(), [1, 2]);
  await answer(1);
  assertEquals(asked(), [1, 2, 3]);
  await answer(3);
  assertEquals(asked(), [1, 2, 3, 4, 5]);
  await answer(5, 4);
  assertEquals(seqs(socket), [1, 2, 3, 4, 5]);
});

Deno.test("a frame that is no request is refused in its order", async () => {
  const { socket, receive, answer } = create();
  receive(SEND, 1);
  socket.receive("{");
  receive(SEND, 2);
  await answer(1, 2);
  assertEquals(seqs(socket), [1, 0, 2]);
});

Deno.test("as many may be unanswered as of others", () => {
  const { connection, receive } = create();
  for (const seq of upTo(MAX_UNANSWERED)) receive(SEND, seq);
  assert(connection.open);
  receive(SEND, MAX_UNANSWERED + 1);
  assertEquals([FLOODING.code, connection.open], [4429, false]);
});

Deno.test("a refused frame closes when all before it are answered", async () => {
  const { connection, socket, receive, answer } = create();
  for (const seq of upTo(2)) receive(SEND, seq);
  connection.refuse(GOING_AWAY);
  await answer(1);
  assert(connection.open);
  await answer(2);
  assertEquals([connection.open, seqs(socket)], [false, [1, 2]]);
});

Deno.test("a connection that has gone is idle when what had begun is answered", async () => {
  const { connection, socket, receive, asked, answer } = create();
  for (const seq of upTo(OVERLAPPING + 5)) receive(SEND, seq);
  connection.gone();
  let isIdle = false;
  const idle = connection.idle().then(() => isIdle = true);
  await answer(...upTo(OVERLAPPING - 1));
  assertEquals(isIdle, false);
  await answer(OVERLAPPING);
  await idle;
  assertEquals([asked(), socket.sent], [upTo(OVERLAPPING), []]);
});

for (const seed of [1, 2, 3, 4, 5, 6]) {
  Deno.test(`whatever comes and is answered when, requests begin and are answered in order (${seed})`, async () => {
    const random = new Random(seed);
    const begun: number[] = [];
    const open = new Map<number, { op: number; answer: () => void }>();
    const { clock, connection, socket } = createConnection({
      codec: jsonLines,
      maxFrameSize: 65_536,
      overlaps,
      handle(frame) {
        const { op, seq } = frame;
        begun.push(seq);
        const others = [...open.values()];
        assert(others.length < OVERLAPPING);
        assert(others.every((each) => each.op === SEND && op === SEND));
        if (random.chance(0.2)) return replyTo(frame);
        return new Promise((resolve) => {
          const answer = () => resolve(replyTo(frame));
          open.set(seq, { op, answer });
        });
      },
    });
    const told: number[] = [];
    const answerOne = async () => {
      const [seq, one] = random.pick([...open]);
      open.delete(seq);
      one.answer();
      await flush();
    };
    let sent = 0;
    while (told.length < 300) {
      if (sent < 300 && random.chance(0.3)) {
        const lines = Array.from({ length: 1 + random.below(12) }, () => {
          const op = random.chance(0.8) ? SEND : OTHER;
          return JSON.stringify({ op, seq: ++sent });
        });
        socket.receive(lines.join("\n"));
      }
      if (open.size > 0 && random.chance(0.9)) await answerOne();
      clock.turn();
      for (const frame of socket.sent.splice(0)) {
        for (const line of String(frame).split("\n")) {
          told.push(JSON.parse(line).seq);
        }
      }
    }
    while (open.size > 0) await answerOne();
    await clock.turnUntil(connection.idle());
    assertEquals(begun, upTo(sent));
    assertEquals(told.slice(0, 300), upTo(300));
  });
}
