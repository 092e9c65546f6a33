import { assertEquals, assertMatch } from "@std/assert";
import { SLOW_CONSUMER } from "../../src/base/close_codes.ts";
import { GIVEN_UP } from "../../src/gateway/engines/socket_end.ts";
import { Unread } from "../../src/gateway/unread.ts";
import { NOBODY, socketRequest } from "../helpers/attend.ts";
import type { FakeSocket } from "../helpers/fake_socket.ts";
import { GatewayBench } from "../helpers/gateway.ts";
import { until } from "../helpers/promises.ts";
import { refusal } from "../helpers/refusal.ts";

/** What a user's closed sockets may hold in these tests. */
const PER_USER = 1_000_000;

/** The code of the reply to a login. */
async function login(socket: FakeSocket, id: string): Promise<unknown> {
  socket.request(101, { id });
  await until(() => socket.sent.length > 0);
  return socket.take()[0]?.body.code;
}

/** A user's connection that is closed with so much unread. */
async function leaveUnread(bench: GatewayBench, id: string, bytes: number) {
  const socket = bench.attend();
  assertEquals(await login(socket, id), 0);
  socket.bufferedAmount = bytes;
  for (const each of bench.hub.connectionsOf(id)) each.close(SLOW_CONSUMER);
  bench.rules.clock.advance(20);
  // As the runtime does, whatever it still holds.
  socket.bufferedAmount = 0;
  return socket;
}

Deno.test("what closed sockets hold is counted until they have ended", async () => {
  const bench = new GatewayBench();
  const first = await leaveUnread(bench, "ann", 300_000);
  const second = await leaveUnread(bench, "bob", 200_000);
  assertEquals(bench.gateway.load().unread_bytes, 500_000);
  assertEquals(bench.gateway.load().buffered_bytes, 0);
  // A frame of the peer after our close: the runtime says that it has closed.
  first.end();
  bench.rules.clock.advance(1);
  assertEquals(bench.gateway.load().unread_bytes, 500_000);
  assertEquals(bench.sockets.total, 2);
  first.end({ error: true });
  second.end();
  bench.rules.clock.advance(1);
  second.end();
  assertEquals(bench.gateway.load().unread_bytes, 0);
  assertEquals(bench.sockets.total, 0);
});

Deno.test("a user whose closed sockets hold too much gets no further connection, others do", async () => {
  const bench = new GatewayBench();
  const stuck = [
    await leaveUnread(bench, "ann", PER_USER - 1),
    await leaveUnread(bench, "ann", PER_USER),
  ];
  const next = bench.attend();
  assertEquals(await login(next, "ann"), 503);
  assertEquals(await login(bench.attend(), "bob"), 0);
  for (const socket of stuck) {
    socket.end();
    bench.rules.clock.advance(1);
    socket.end();
  }
  assertEquals(await login(next, "ann"), 0);
});

Deno.test("a login that only renews another is not refused", async () => {
  const bench = new GatewayBench();
  const socket = bench.attend();
  await login(socket, "ann");
  bench.unread.add(99, { userId: "ann", bytes: PER_USER });
  assertEquals(await login(socket, "ann"), 0);
});

Deno.test("a logout leaves what is unread with its user", async () => {
  const bench = new GatewayBench();
  const socket = bench.attend();
  await login(socket, "ann");
  socket.request(103);
  await until(() => socket.sent.length > 0);
  socket.bufferedAmount = PER_USER;
  bench.rules.clock.advance(120_000);
  assertEquals(socket.closes.map(({ code }) => code), [4401]);
  assertEquals(await login(bench.attend(), "ann"), 503);
});

Deno.test("a socket that the peer half closes with much unread counts for a while", async () => {
  const bench = new GatewayBench();
  const socket = bench.attend();
  await login(socket, "ann");
  socket.bufferedAmount = 400_000;
  bench.rules.clock.advance(1000);
  socket.bufferedAmount = 0;
  socket.end({ error: true });
  assertEquals(bench.gateway.load().unread_bytes, 400_000);
  assertEquals([bench.sockets.total, bench.gateway.load().connections], [1, 0]);
  bench.rules.clock.advance(GIVEN_UP + 1000);
  assertEquals(bench.gateway.load().unread_bytes, 0);
  assertEquals([bench.sockets.total, bench.rules.clock.pendingTimers], [0, 0]);
});

Deno.test("who has read a large reply and goes at once has left nothing unread", async () => {
  const bench = new GatewayBench();
  const socket = bench.attend();
  await login(socket, "ann");
  socket.bufferedAmount = 400_000;
  assertEquals(bench.gateway.load().buffered_bytes, 400_000);
  for (let left = 3; left >= 0; left--) {
    bench.rules.clock.advance(60);
    socket.bufferedAmount = left * 100_000;
  }
  bench.rules.clock.advance(10);
  socket.end({ error: true });
  assertEquals([bench.sockets.total, bench.gateway.load().unread_bytes], [
    0,
    0,
  ]);
});

Deno.test("where closed sockets hold too much altogether nobody comes any more", async () => {
  const bench = new GatewayBench();
  const upgrade = () => bench.gateway.admit(socketRequest(), NOBODY);
  for (const id of ["ann", "bob", "cid"]) {
    await leaveUnread(bench, id, PER_USER);
  }
  const { code, message } = await refusal(async () => void await upgrade());
  assertEquals(code, 503);
  assertMatch(message, /unread/);
});

Deno.test("what is removed was added", () => {
  const unread = new Unread({ perUser: 10, total: 20 });
  unread.add(1, { userId: "ann", bytes: 6 });
  unread.add(2, { userId: "ann", bytes: 3 });
  for (const id of [1, 1, 3]) unread.remove(id);
  assertEquals(unread.bytes, 3);
  unread.requireRoomFor("ann");
  unread.requireRoom();
});
