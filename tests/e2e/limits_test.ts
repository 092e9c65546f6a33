import { assertEquals, assertLess, assertNotEquals } from "@std/assert";
import { TestClient, within } from "../helpers/client.ts";
import { CHATROOM, OP, PRIVATE, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { encodeFrame, RawSocket } from "../helpers/raw_socket.ts";
import { scrape, sumOf } from "../helpers/scrape.ts";

const MIB = 1024 * 1024;
/** Messages to somebody who does not read, of 256 KiB each. */
const TOTAL = 120;
/** No connection has more than that written and not sent: the flag below. */
const OUTBOUND = 1 * MIB;
const gim = serviceOfThisFile(
  ...["--max-frame-size", "1MiB", "--max-content-size", "512KiB"],
  ...["--max-outbound-bytes", "1MiB", "--history-limit", "40"],
  ...["--message-push-duration", "10ms", "--message-push-count", "2"],
);

/** Milliseconds after which who still waits to write is held up. */
const HELD_UP = 3000;

/** What a request of this many bytes of content looks like. */
function sendFrame(type: number, target_id: string, size: number): string {
  const content = "x".repeat(size);
  return JSON.stringify({ op: OP.send, body: { type, target_id, content } });
}

/**
 * Writes until that fails or does not move on, as the service stopped reading;
 * returns how often it could.
 */
async function flood(
  socket: RawSocket,
  bytes: Uint8Array,
  times: number,
): Promise<number> {
  for (let count = 0; count < times; count++) {
    try {
      await within(HELD_UP, socket.write(bytes), "the service does not read");
    } catch {
      // Being cut off or held up is what a flood is for.
      return count;
    }
  }
  return times;
}

/** Sends `TOTAL` messages, of which the service keeps none for who is stuck. */
async function assertNothingHeaped(send: () => Promise<void>): Promise<void> {
  for (let sent = 0; sent < TOTAL; sent++) {
    await send();
    if (sent % 10 === 0) await assertBounded();
  }
}

/** What is written to connections and has not left is within its bound. */
async function assertBounded(): Promise<void> {
  const unsent = sumOf(await scrape(gim.http), "gim_outbound_buffered_bytes");
  assertLess(unsent, OUTBOUND + 1);
}

Deno.test("200 requests in one go are answered in their order", async () => {
  const peer = unique("peer");
  await using a = await TestClient.login(gim.ws, unique("u"));
  const seqs: number[] = [];
  for (let count = 0; count < 40; count++) {
    const content = `m${count}`;
    seqs.push(a.post(OP.send, { type: PRIVATE, target_id: peer, content }));
    seqs.push(a.post(OP.heartbeat));
    seqs.push(a.post(OP.history, { session_id: `2:${peer}`, count: 1 }));
    seqs.push(a.post(999));
    seqs.push(a.post(OP.join, { id: `${peer}-${count}` }));
  }
  const answered: number[] = [];
  const found: string[] = [];
  for (const _ of seqs) {
    const { op, seq, body } = await a.next();
    answered.push(seq);
    if (op === OP.history + 1) {
      const { data } = body as { data: { items: { content: string }[] } };
      found.push(data.items[0]!.content);
    }
  }
  assertEquals(seqs.length, 200);
  assertEquals(answered, seqs);
  assertEquals(found, Array.from({ length: 40 }, (_, i) => `m${i}`));
});

Deno.test("a client that never reads its replies is stopped, and others are served", async () => {
  const peer = unique("peer");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  using stuck = await RawSocket.login(gim.gateway, unique("u"));
  await stuck.send(sendFrame(PRIVATE, peer, 512 * 1024));
  const body = { session_id: `2:${peer}` };
  const request = encodeFrame(JSON.stringify({ op: OP.history, body }));
  await flood(stuck, request, 2000);
  await a.ask(OP.heartbeat);
  await assertBounded();
  assertEquals([4429, "cut"].includes(await stuck.end()), true);
});

Deno.test("a client that floods without reading is closed or cut", async () => {
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  using stuck = await RawSocket.upgrade(gim.gateway);
  const one = encodeFrame('{"op":105}');
  const thousand = new Uint8Array(one.length * 1000);
  for (let index = 0; index < 1000; index++) {
    thousand.set(one, index * one.length);
  }
  // The runtime may go on reading, of which the service takes no notice.
  await flood(stuck, thousand, 5000);
  await a.ask(OP.heartbeat);
  await assertBounded();
  assertEquals([4429, "cut"].includes(await stuck.end()), true);
});

Deno.test("a receiver of private messages who never reads is let go", async () => {
  const slow = unique("slow");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  using stuck = await RawSocket.login(gim.gateway, slow);
  await using quick = await ObservedClient.login(gim.ws, slow);
  const content = "x".repeat(256 * 1024);
  await assertNothingHeaped(async () => {
    await a.tell(slow, content);
    await quick.push();
  });
  await quick.close();
  for (let online = true; online;) {
    online = (await a.ask(OP.user, { id: slow })).online;
  }
  assertEquals([4413, "cut"].includes(await stuck.end()), true);
});

Deno.test("a member who does not read is left out, told what was missed, and delays nobody", async () => {
  const room = unique("room");
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  using slow = await RawSocket.login(gim.gateway, unique("slow"));
  await slow.send(JSON.stringify({ op: OP.join, body: { id: room } }));
  assertEquals((await slow.nextJson()).op, OP.join + 1);
  await a.ask(OP.join, { id: room });
  assertEquals((await slow.nextJson()).op, 503);
  const content = "x".repeat(256 * 1024);
  let seen = 0;
  await assertNothingHeaped(async () => {
    await a.say(room, content);
    const { items, missed } = await a.push();
    seen += items.length + missed;
  });
  assertEquals(seen, TOTAL);
  const shown: number[] = [];
  const missing: number[] = [];
  const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each);
  while (shown.length === 0 || sum([...shown, ...missing]) < TOTAL) {
    const { op, body } = await slow.nextJson();
    assertEquals(op, 501);
    const { items, missed } = JSON.parse(body);
    shown.push(items.length);
    missing.push(missed);
  }
  assertEquals(sum([...shown, ...missing]), TOTAL);
  assertNotEquals(sum(missing), 0);
});

Deno.test("a chatroom flood leaves private messages on time", async () => {
  const [room, bob] = [unique("room"), unique("bob")];
  await using a = await ObservedClient.login(gim.ws, unique("u"));
  await using b = await ObservedClient.login(gim.ws, bob);
  await using c = await ObservedClient.login(gim.ws, unique("u"));
  for (const client of [a, b]) await client.ask(OP.join, { id: room });
  for (let round = 0; round < 20; round++) {
    const body = { type: CHATROOM, target_id: room, content: "x".repeat(1000) };
    for (let count = 0; count < 100; count++) a.post(OP.send, body);
    await c.tell(bob, "quick");
    await b.next(({ op, body }) =>
      op === 501 && JSON.stringify(body).includes('"quick"')
    );
    await a.ask(OP.heartbeat);
  }
});
