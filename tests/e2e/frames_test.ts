import {
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { byteLength, TestClient } from "../helpers/client.ts";
import { type Envelope, OP, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";
import { OPCODE, RawSocket } from "../helpers/raw_socket.ts";

const FRAME_LIMIT = 2048;
const gim = serviceOfThisFile(
  ...["--max-frame-size", String(FRAME_LIMIT)],
  ...["--max-content-size", "1024"],
);

const MALFORMED = [
  "hello",
  "",
  '{"op":105',
  "null",
  "105",
  '"105"',
  "[105]",
  "{}",
  '{"op":"105"}',
  '{"op":1.5}',
  '{"op":null}',
  '{"op":105,"seq":"1"}',
  '{"op":105,"seq":1.5}',
  '{"op":105,"seq":9007199254740992}',
  '{"op":105,"seq":-9007199254740992}',
  '{"op":105,"seq":true}',
];

/** A heartbeat of this many bytes. */
function heartbeatOf(size: number): string {
  return '{"op":105}'.padEnd(size);
}

Deno.test("an absent, a null and an empty body are the same", async () => {
  await using client = await TestClient.login(gim.ws, unique("u"));
  for (const op of [OP.heartbeat, OP.sessions]) {
    for (const body of ["", ',"body":null', ',"body":""']) {
      client.send(`{"op":${op},"seq":1${body}}`);
      const reply = await client.next();
      assertEquals([reply.op, reply.seq], [op + 1, 1]);
      assertEquals((reply.body as Envelope).code, 0, body);
    }
  }
});

/** The greatest number that a seq can be. */
const MOST = 2 ** 53 - 1;

Deno.test("a reply echoes seq, and 0 when there was none", async () => {
  await using client = await TestClient.connect(gim.ws);
  for (const seq of [1, 0, 42, 2 ** 31, MOST, -MOST]) {
    client.send(JSON.stringify({ op: 105, seq }));
    assertEquals((await client.next()).seq, seq);
  }
  client.send('{"op":105}');
  assertEquals((await client.next()).seq, 0);
});

Deno.test("a frame from the service has op, seq and body only", async () => {
  await using client = await TestClient.connect(gim.ws);
  client.send('{"op":105,"seq":1}');
  const { keys, body } = await client.next();
  assertEquals(keys, []);
  assertEquals(Object.keys(body as object).sort(), ["code", "data", "msg"]);
});

Deno.test("a malformed frame is answered 400 at op 0", async () => {
  for (const text of MALFORMED) {
    await using client = await TestClient.connect(gim.ws);
    client.send(text);
    const { op, seq, body } = await client.next();
    assertEquals([op, seq], [0, 0], text);
    const { code, data, msg } = body as Envelope;
    assertEquals([code, data], [400, null], text);
    assertNotEquals(msg, "");
  }
});

Deno.test("the tenth malformed frame is answered, then the connection is closed 4400", async () => {
  await using client = await TestClient.connect(gim.ws);
  for (let count = 1; count <= 10; count++) {
    client.send("nonsense");
    assertEquals((await client.next()).op, 0);
  }
  assertEquals((await client.ended()).code, 4400);
});

Deno.test("malformed frames are never forgiven", async () => {
  await using client = await TestClient.login(gim.ws, unique("u"));
  for (let count = 1; count <= 9; count++) {
    client.send("nonsense");
    assertEquals((await client.next()).op, 0);
    await client.ask(OP.heartbeat);
  }
  client.send("nonsense");
  assertEquals((await client.next()).op, 0);
  assertEquals((await client.ended()).code, 4400);
});

Deno.test("ten malformed frames in one go are all answered before the close", async () => {
  await using client = await TestClient.connect(gim.ws);
  for (let count = 1; count <= 10; count++) client.send("nonsense");
  assertEquals((await client.ended()).code, 4400);
  assertEquals(client.inbox.map(({ op }) => op), Array(10).fill(0));
});

Deno.test("a client in the midst of writing gets its replies and is told why it is closed", async () => {
  const ends: [number, string | Uint8Array<ArrayBuffer>, number][] = [
    [1003, new Uint8Array(1), 1],
    [1009, heartbeatOf(FRAME_LIMIT + 1), 1],
    [4400, "nonsense", 10],
  ];
  for (const [code, frame, times] of ends) {
    await using client = await TestClient.login(gim.ws, unique("u"));
    const seqs = Array.from({ length: 20 }, () => client.post(OP.heartbeat));
    for (let count = 0; count < times; count++) client.send(frame);
    // In several threads it may have more unanswered than it may at once.
    for (let count = 0; count < 100; count++) client.post(OP.heartbeat);
    assertEquals((await client.ended()).code, code);
    const replies = client.inbox.filter(({ op }) => op === OP.heartbeat + 1);
    assertEquals(replies.map(({ seq }) => seq), seqs);
    const refused = client.inbox.length - replies.length;
    assertEquals(refused, times === 1 ? 0 : times);
  }
});

Deno.test("an unknown or even op is a 400 at op + 1 and does not count", async () => {
  await using client = await TestClient.login(gim.ws, unique("u"));
  for (const op of [999, 107, 221, 102, 501, 502, 12345, 1, 100, 202, 503]) {
    assertStringIncludes(await client.refused(400, op), "op");
  }
  await client.ask(OP.heartbeat);
});

Deno.test("a bad body is a 400 at op + 1 and does not count", async () => {
  await using client = await TestClient.login(gim.ws, unique("u"));
  const bodies = ['"{"', '"[]"', '"1"', '"null "', "1", "[]", "true", '"x"'];
  for (const body of [...bodies, ...bodies]) {
    client.send(`{"op":401,"seq":5,"body":${body}}`);
    const { op, seq, body: reply } = await client.next();
    assertEquals([op, seq], [402, 5], body);
    assertEquals((reply as Envelope).code, 400, body);
  }
  await client.ask(OP.heartbeat);
});

Deno.test("a binary frame on a text connection is closed 1003", async () => {
  for (const protocols of [[], ["gim.json"]]) {
    await using client = await TestClient.connect(gim.ws, { protocols });
    client.send(new TextEncoder().encode('{"op":105}'));
    assertEquals((await client.ended()).code, 1003);
  }
});

Deno.test("a frame of --max-frame-size is served", async () => {
  await using client = await TestClient.connect(gim.ws);
  client.send(heartbeatOf(FRAME_LIMIT));
  assertEquals((await client.next()).op, 106);
});

Deno.test("a frame over --max-frame-size is closed 1009 without a reply", async () => {
  await using client = await TestClient.connect(gim.ws);
  client.send(heartbeatOf(FRAME_LIMIT + 1));
  assertEquals((await client.ended()).code, 1009);
  assertEquals(client.inbox, []);
});

Deno.test("a frame's size is counted in bytes, not in characters", async () => {
  await using client = await TestClient.connect(gim.ws);
  const fits = `{"op":105,"seq":1,"note":"${"€".repeat(600)}"}`;
  client.send(fits);
  assertEquals((await client.next()).seq, 1);
  const big = `{"op":105,"seq":2,"note":"${"€".repeat(700)}"}`;
  assertEquals(big.length < FRAME_LIMIT && byteLength(big) > FRAME_LIMIT, true);
  client.send(big);
  assertEquals((await client.ended()).code, 1009);
});

Deno.test("a message in fragments is put together", async () => {
  using socket = await RawSocket.upgrade(gim.gateway);
  await socket.send('{"op":1', { final: false });
  await socket.send("", { opcode: OPCODE.ping });
  await socket.send('05,"se', { opcode: OPCODE.continuation, final: false });
  await socket.send('q":3}', { opcode: OPCODE.continuation });
  assertEquals((await socket.next())?.opcode, OPCODE.pong);
  const { op, seq } = await socket.nextJson();
  assertEquals([op, seq], [106, 3]);
});

Deno.test("a message in fragments that is too big is closed 1009", async () => {
  using socket = await RawSocket.upgrade(gim.gateway);
  await socket.send(heartbeatOf(FRAME_LIMIT), { final: false });
  await socket.send(heartbeatOf(100), { opcode: OPCODE.continuation });
  assertEquals(await socket.end(), 1009);
});

// The runtime puts fragments together before anybody can count them: what a
// message without end takes in memory is bounded in front of the service only.
Deno.test("a message that never ends harms no other connection", async () => {
  await using other = await TestClient.connect(gim.ws);
  using socket = await RawSocket.upgrade(gim.gateway);
  const fragment = "x".repeat(1024 * 1024);
  await socket.send(fragment, { final: false });
  const opcode = OPCODE.continuation;
  for (let count = 0; count < 20; count++) {
    await socket.send(fragment, { opcode, final: false });
  }
  await other.ask(OP.heartbeat);
});

Deno.test("text that is not UTF-8 ends its connection and no other", async () => {
  await using other = await TestClient.connect(gim.ws);
  using socket = await RawSocket.upgrade(gim.gateway);
  await socket.send(Uint8Array.of(0xff, 0xfe));
  assertEquals([1007, "cut"].includes(await socket.end()), true);
  await other.ask(OP.heartbeat);
});

Deno.test("an unmasked frame harms no other connection", async () => {
  await using other = await TestClient.connect(gim.ws);
  using socket = await RawSocket.upgrade(gim.gateway);
  await socket.send('{"op":105}', { masked: false });
  await socket.next();
  await other.ask(OP.heartbeat);
});

Deno.test("each receiver is pushed in the encoding it speaks", async () => {
  const bob = unique("bob");
  await using a = await TestClient.login(gim.ws, unique("alice"));
  await using strings = await TestClient.login(gim.ws, bob);
  await using objects = await TestClient.login(gim.ws, bob, {
    protocols: ["gim.json"],
  });
  await a.tell(bob, "hello");
  const one = await strings.next();
  const two = await objects.next();
  assertEquals([typeof one.rawBody, typeof two.rawBody], ["string", "object"]);
  assertEquals([one.op, one.seq, two.op, two.seq], [501, 0, 501, 0]);
  assertEquals(one.body, two.body);
});
