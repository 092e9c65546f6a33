import { assert, assertEquals } from "@std/assert";
import type { Peer } from "../../src/gateway/peer.ts";
import { OPERATIONS } from "../../src/protocol/operations.ts";
import { GatewayBench } from "../helpers/gateway.ts";

/** The peer of a connection that the gateway of this bench holds. */
function newPeer(bench: GatewayBench): Peer {
  const connection = bench.connection();
  bench.hub.add(connection);
  return connection.peer;
}

function handle(bench: GatewayBench, peer: Peer, op: number, body?: unknown) {
  return bench.dispatch.handle({ op, seq: 9, body }, peer);
}

async function loggedIn(bench: GatewayBench, id = "ann"): Promise<Peer> {
  const peer = newPeer(bench);
  assertEquals((await handle(bench, peer, 101, { id })).code, 0);
  return peer;
}

Deno.test("a reply has the request's op plus one and its seq", async () => {
  const bench = new GatewayBench();
  const reply = await handle(bench, newPeer(bench), 105);
  assertEquals(reply, {
    op: 106,
    seq: 9,
    code: 0,
    msg: "ok",
    data: { server_time: bench.rules.clock.now() },
  });
});

Deno.test("an op that is no request is a 400 at op plus one", async () => {
  const bench = new GatewayBench();
  const peer = await loggedIn(bench);
  for (const op of [0, -1, 1, 102, 106, 999, 501, 503, 2 ** 53 - 1]) {
    const { op: replied, seq, code, msg, data } = await handle(bench, peer, op);
    assertEquals([replied, seq, code, data], [op + 1, 9, 400, null]);
    assert(msg.includes("request"), msg);
  }
});

Deno.test("everything but login and heartbeat needs a login", async () => {
  const bench = new GatewayBench();
  for (const { op, open } of Object.values(OPERATIONS)) {
    const { code } = await handle(bench, newPeer(bench), op, { id: "x" });
    assertEquals(code, open ? 0 : 401, String(op));
  }
});

Deno.test("a body that is wrong is a 400 that names the field", async () => {
  const bench = new GatewayBench();
  const { code, msg } = await handle(bench, newPeer(bench), 101, "{}");
  assertEquals([code, msg.startsWith("id: missing")], [400, true]);
  const broken = await handle(bench, newPeer(bench), 101, "{");
  assertEquals([broken.op, broken.code, broken.data], [102, 400, null]);
});

Deno.test("a body in a string is read as one that is an object", async () => {
  const bench = new GatewayBench();
  const peer = newPeer(bench);
  const { code } = await handle(bench, peer, 101, '{"id":"1001"}');
  assertEquals([code, peer.login?.userId], [0, "1001"]);
});

Deno.test("a login is remembered, and a logout forgets it and begins its time anew", async () => {
  const bench = new GatewayBench();
  const peer = await loggedIn(bench);
  assertEquals(peer.login, { userId: "ann", endsAt: undefined });
  bench.rules.clock.advance(5000);
  assertEquals((await handle(bench, peer, 103)).data, {});
  assertEquals(peer.login, undefined);
  assertEquals(peer.loggedOutSince, bench.rules.clock.elapsed());
  assertEquals(bench.rules.presence.connections, 0);
  assertEquals((await handle(bench, peer, 103)).code, 401);
  assertEquals((await handle(bench, peer, 101, { id: "bob" })).code, 0);
  assertEquals(
    [...bench.rules.presence.refsOf("bob")].map(({ connection }) => connection),
    [peer.connection.id],
  );
});

Deno.test("a login as another user is a 409 and keeps the first", async () => {
  const bench = new GatewayBench();
  const peer = await loggedIn(bench);
  assertEquals((await handle(bench, peer, 101, { id: "bob" })).code, 409);
  assertEquals(peer.login?.userId, "ann");
  assertEquals(bench.rules.presence.isOnline("bob"), false);
});

Deno.test("every operation reaches its rule", async () => {
  const bench = new GatewayBench();
  const peer = await loggedIn(bench);
  const at = { session_id: "1:room" };
  const send = { type: 1, target_id: "room", content: "hi" };
  assertEquals((await handle(bench, peer, 301, { id: "room" })).code, 0);
  const { data } = await handle(bench, peer, 201, send);
  const { id: message_id } = data as { id: string };
  const requests: [number, unknown][] = [
    [203, at],
    [205, undefined],
    [207, { ...at, after_sequence: 0 }],
    [209, { ...at, sequence: 1 }],
    [211, { ...at, message_id }],
    [305, { id: "room" }],
    [401, { id: "ann" }],
    [303, { id: "room" }],
  ];
  for (const [op, body] of requests) {
    const reply = await handle(bench, peer, op, body);
    assertEquals([reply.op, reply.code, reply.msg], [op + 1, 0, "ok"]);
  }
});

Deno.test("a fault is a 500 with the id that it is logged under, and no detail", async () => {
  const fault = new TypeError("secret detail");
  const user = () => Promise.reject(fault);
  const bench = new GatewayBench({ storage: { user } });
  const peer = await loggedIn(bench);
  const { op, code, msg, data } = await handle(bench, peer, 401, { id: "bob" });
  assertEquals([op, code, data], [402, 500, null]);
  const [reported, ...more] = bench.faults;
  assert(reported?.fault === fault && more.length === 0);
  assertEquals(msg, `internal error, logged as ${reported.id}`);
  assert(!msg.includes("secret"));
});

Deno.test("a refusal is no fault: nothing is logged", async () => {
  const bench = new GatewayBench();
  const peer = await loggedIn(bench);
  assertEquals((await handle(bench, peer, 401, { id: "nobody" })).code, 404);
  assertEquals(bench.faults, []);
});

Deno.test("a token that has expired serves no request, though nobody has looked yet", async () => {
  const bench = new GatewayBench();
  const peer = await loggedIn(bench);
  const { clock } = bench.rules;
  bench.hub.admit(peer.connection.id, "ann", 1000);
  // Somebody sets the machine's clock.
  clock.jumpTo(clock.now() + 8 * 24 * 3_600_000);
  assertEquals((await handle(bench, peer, 205)).code, 0);
  clock.advance(1000);
  assertEquals((await handle(bench, peer, 205)).code, 401);
  assertEquals((await handle(bench, peer, 105)).code, 0);
});

Deno.test("with sequence off what needs it is a 409 whatever its body", async () => {
  const bench = new GatewayBench({ sequence: false });
  const peer = await loggedIn(bench);
  for (const op of [207, 209, 211]) {
    assertEquals((await handle(bench, peer, op)).code, 409);
  }
});
