import { assert, assertEquals, assertMatch } from "@std/assert";
import WebSocket from "ws";
import { Application } from "../helpers/application.ts";
import { TestClient, within } from "../helpers/client.ts";
import { OP, unique } from "../helpers/contract.ts";
import { freePort } from "../helpers/free_port.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import { encodeFrame, OPCODE, RawSocket } from "../helpers/raw_socket.ts";
import { scrape, sumOf } from "../helpers/scrape.ts";

const MIB = 1024 * 1024;
/** Milliseconds for what has to have gone by then. */
const PATIENCE = 20_000;
const gim = serviceOfThisFile("--gateway-engine=node");

/** Waits until it holds, looking again and again. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  let isLate = false;
  const timer = setTimeout(() => isLate = true, PATIENCE);
  try {
    while (!await holds()) if (isLate) throw new Error("it does not come");
  } finally {
    clearTimeout(timer);
  }
}

async function descriptorsOf(pid: number): Promise<number> {
  let count = 0;
  for await (const _ of Deno.readDir(`/proc/${pid}/fd`)) count++;
  return count;
}

Deno.test("of clients that stop reading nothing is left soon after they were closed", async () => {
  await using service = await Gim.start({
    args: [
      ...["--gateway-engine=node", "--write-timeout=500ms"],
      ...["--max-connections-per-user=200", "--max-outbound-bytes=256KiB"],
      ...["--max-frame-size=256KiB", "--max-content-size=128KiB"],
      ...["--history-limit=1"],
    ],
  });
  await using sender = await Application.start(service.ws, unique("ann"));
  // None of its connections stays, as they have descriptors, too.
  const looked = () => scrape(service.http, { connection: "close" });
  const held = async () => sumOf(await looked(), "gim_sockets");
  assertEquals(await held(), 1);
  const before = await descriptorsOf(service.pid);
  const bob = unique("bob");
  const stuck = await Promise.all(
    Array.from({ length: 200 }, () => RawSocket.login(service.gateway, bob)),
  );
  assertEquals(await held(), 201);
  const content = "x".repeat(MIB / 8);
  for (let sent = 0; sent < 64; sent++) await sender.tell(bob, content);
  await until(async () => await held() === 1);
  await until(async () => await descriptorsOf(service.pid) <= before);
  const metrics = await looked();
  assertEquals(sumOf(metrics, "gim_slow_consumers_closed_total"), 200);
  assertEquals(sumOf(metrics, "gim_closed_unread_bytes"), 0);
  for (const socket of stuck) socket[Symbol.dispose]();
});

Deno.test("who does not answer a close is cut off", async () => {
  await using service = await Gim.start({
    args: ["--gateway-engine=node", "--write-timeout=200ms"],
  });
  using socket = await RawSocket.upgrade(service.gateway);
  await socket.send(Uint8Array.of(1), { opcode: OPCODE.binary });
  assertEquals(await socket.next(), {
    opcode: OPCODE.close,
    payload: new Uint8Array([
      ...[3, 235],
      ...new TextEncoder().encode("wrong kind of frame for this encoding"),
    ]),
  });
  assertEquals(await socket.next(), undefined);
  await using other = await TestClient.connect(service.ws);
  await other.ask(OP.heartbeat);
});

Deno.test("messages in fragments without end are closed 1009 as they come in", async () => {
  const fragment = "x".repeat(1000);
  const one = async () => {
    using socket = await RawSocket.upgrade(gim.gateway);
    const opcode = OPCODE.continuation;
    const more = encodeFrame(fragment, { opcode, final: false });
    await socket.send(fragment, { final: false });
    // The default --max-frame-size is 64 KiB; whoever is closed may be cut.
    for (let count = 0; count < 66; count++) {
      await socket.write(more).catch(() => {});
    }
    return await socket.end(PATIENCE);
  };
  const ends = await Promise.all(Array.from({ length: 64 }, one));
  assertEquals(new Set(ends), new Set([1009]));
});

Deno.test("what came before a frame that is too big is answered, then comes the close", async () => {
  using socket = await RawSocket.upgrade(gim.gateway);
  const frames = [1, 2, 3].map((seq) => encodeFrame(`{"op":105,"seq":${seq}}`));
  const big = encodeFrame("x".repeat(65_537)).subarray(0, 14);
  await socket.write(new Uint8Array(await new Blob([...frames, big]).bytes()));
  const seqs = [];
  for (const _ of frames) seqs.push((await socket.nextJson()).seq);
  assertEquals(seqs, [1, 2, 3]);
  assertEquals(await socket.end(), 1009);
});

Deno.test("text that is not UTF-8 is closed 1007, what is no frame 1002", async () => {
  using text = await RawSocket.upgrade(gim.gateway);
  await text.send(Uint8Array.of(0xff, 0xfe));
  assertEquals(await text.end(), 1007);
  using bare = await RawSocket.upgrade(gim.gateway);
  await bare.send('{"op":105}', { masked: false });
  assertEquals(await bare.end(), 1002);
});

Deno.test("a close is answered with its code, and a ping with its payload", async () => {
  using socket = await RawSocket.upgrade(gim.gateway);
  await socket.send("p", { opcode: OPCODE.ping });
  assertEquals(await socket.next(), {
    opcode: OPCODE.pong,
    payload: new TextEncoder().encode("p"),
  });
  await socket.send(Uint8Array.of(15, 161), { opcode: OPCODE.close });
  assertEquals(await socket.end(), 4001);
});

Deno.test("headers that do not come, or not to their end, are waited for ten seconds", async () => {
  const beginnings = ["", "GET / HTTP/1.1\r\nHost: gim\r\n", "GET /hea"];
  const ends = beginnings.map(async (beginning) => {
    using socket = await RawSocket.connect(gim.gateway);
    await socket.write(beginning);
    return await within(30_000, socket.text(), "still open");
  });
  for (const answer of await Promise.all(ends)) {
    assertMatch(answer, /^(?:$|HTTP\/1.1 408 )/);
  }
});

Deno.test("headers of more than 16 KiB are answered 431, or cut", async () => {
  for (const flood of ["GET /", "GET / HTTP/1.1\r\nx: "]) {
    using socket = await RawSocket.connect(gim.api);
    await socket.write(flood + "x".repeat(17_000)).catch(() => {});
    assertMatch(await socket.text(), /^(?:$|HTTP\/1.1 431 )/);
  }
});

Deno.test("what is no request is answered as a failure, with a trace id", async () => {
  using socket = await RawSocket.connect(gim.api);
  await socket.write("nonsense\r\n\r\n");
  const answer = await socket.text();
  assertMatch(answer, /^HTTP\/1.1 400 Bad Request\r\n/);
  assertMatch(answer, /\r\ntrace: [0-9a-f-]{36}\r\n/);
  assert(answer.endsWith('"data":null}\n'), answer);
});

/** Connects with an offer of compression; returns what was agreed on. */
async function agreed(address: string): Promise<string | undefined> {
  const socket = new WebSocket(`${address}/ws`, { perMessageDeflate: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("open", resolve);
  socket.once("error", reject);
  await promise;
  const { extensions } = socket;
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.close();
  await ended;
  return extensions;
}

Deno.test("compression is agreed on where it is switched on, and not otherwise", async () => {
  await using on = await Gim.start({
    args: ["--gateway-engine=node", "--compression"],
  });
  assertEquals(await agreed(gim.ws), "");
  assertEquals(await agreed(on.ws), "permessage-deflate");
  // A client that offers none gets none.
  using plain = await RawSocket.upgrade(on.gateway);
  assertEquals(plain.header("sec-websocket-extensions"), undefined);
});

Deno.test("with compression large frames are small on the wire, and read as they were", async () => {
  await using service = await Gim.start({
    args: ["--gateway-engine=node", "--compression"],
  });
  await using ann = await Application.start(service.ws, unique("ann"));
  const bob = unique("bob");
  const offer = { "Sec-WebSocket-Extensions": "permessage-deflate" };
  using raw = await RawSocket.upgrade(service.gateway, { headers: offer });
  assertMatch(
    raw.header("sec-websocket-extensions") ?? "",
    /^permessage-deflate;.*server_no_context_takeover/,
  );
  await raw.send(JSON.stringify({ op: OP.login, body: { id: bob } }));
  await raw.next();
  await using reader = await TestClient.login(service.ws, bob);
  const content = "again and ".repeat(300);
  await ann.tell(bob, content);
  const pushed = await raw.next();
  assert((pushed?.payload.length ?? Infinity) < 500);
  assertEquals((await reader.push()).items[0]?.content, content);
});

Deno.test("a compressed message that is too big when it is read is closed 1009", async () => {
  await using service = await Gim.start({
    args: ["--gateway-engine=node", "--compression"],
  });
  const socket = new WebSocket(`${service.ws}/ws`, { perMessageDeflate: true });
  const ended = new Promise<number>((resolve) => socket.once("close", resolve));
  socket.once("open", () => socket.send("x".repeat(10 * MIB)));
  assertEquals(await within(PATIENCE, ended, "still open"), 1009);
});

Deno.test("one address serves both the gateway and the API", async () => {
  const address = `127.0.0.1:${freePort()}`;
  await using service = await Gim.start({
    args: ["--gateway-engine=node", "--ws", address, "--http", address],
  });
  assertEquals([service.gateway, service.api], [address, address]);
  await using client = await TestClient.connect(service.ws);
  await client.ask(OP.heartbeat);
  const response = await fetch(`${service.http}/healthz`);
  assertEquals((await response.json()).code, 0);
});
