import { assertEquals, assertThrows } from "@std/assert";
import { NOBODY, socketRequest } from "../helpers/attend.ts";
import { FakeSocket } from "../helpers/fake_socket.ts";
import { GatewayBench, type GatewayChanges } from "../helpers/gateway.ts";
import { until } from "../helpers/promises.ts";
import { refusal } from "../helpers/refusal.ts";
import { Random } from "../helpers/random.ts";

const SECRET = "a long enough secret to be taken";

async function login(socket: FakeSocket, id: string): Promise<void> {
  socket.request(101, { id });
  await until(() => socket.sent.length > 0);
  assertEquals(socket.take().map(({ body }) => body.code), [0]);
}

function left({ sockets, hub, rules: { presence, clock } }: GatewayBench) {
  return {
    users: presence.users + hub.users,
    connections: presence.connections + hub.loggedIn + hub.size,
    chatrooms: presence.chatrooms + hub.chatrooms,
    sockets: sockets.total,
    timers: clock.pendingTimers,
  };
}

const NOTHING = {
  users: 0,
  connections: 0,
  chatrooms: 0,
  sockets: 0,
  timers: 0,
};

/** Lets the sweep look that is still under way. */
function sweep({ rules: { clock } }: GatewayBench): void {
  clock.advance(1000);
}

Deno.test("a socket is served until it ends, and then nothing is left", async () => {
  const bench = new GatewayBench();
  const [ann, bob] = [bench.attend(), bench.attend()];
  await login(ann, "ann");
  await login(bob, "bob");
  assertEquals(bench.rules.presence.connections, 2);
  ann.end();
  bob.end({ error: true });
  sweep(bench);
  assertEquals(left(bench), NOTHING);
});

Deno.test("a socket that ends more than once is counted once", async () => {
  const bench = new GatewayBench();
  const [first, second] = [bench.attend(), bench.attend()];
  await login(first, "ann");
  await login(second, "ann");
  first.end({ error: true });
  first.end();
  assertEquals(bench.sockets.total, 1);
  assertEquals(bench.rules.presence.connections, 1);
  second.end();
  sweep(bench);
  assertEquals(left(bench), NOTHING);
});

Deno.test("a socket that never opens leaves nothing", () => {
  const bench = new GatewayBench();
  const socket = bench.attend();
  socket.onerror?.(new Event("error"));
  sweep(bench);
  assertEquals(left(bench), NOTHING);
});

/** Upgrades a request to a socket that the runtime has not opened yet. */
function upgrade({ gateway, engine }: GatewayBench): FakeSocket {
  const request = socketRequest();
  const socket = new FakeSocket();
  socket.readyState = WebSocket.CONNECTING;
  const { upgradeWebSocket } = Deno;
  Deno.upgradeWebSocket = () => ({
    socket: socket as unknown as WebSocket,
    response: new Response(),
  });
  try {
    gateway.upgrade(
      request,
      NOBODY,
      (admission) => engine.upgrade(request, admission),
    );
  } finally {
    Deno.upgradeWebSocket = upgradeWebSocket;
  }
  return socket;
}

Deno.test("sockets whose clients are gone when they are answered hold no place", async () => {
  const bench = new GatewayBench({ maxConnections: 2 });
  for (let round = 0; round < 3; round++) {
    upgrade(bench);
    upgrade(bench);
    const refused = await refusal(() => upgrade(bench));
    assertEquals([refused.code, bench.sockets.total], [503, 2]);
    bench.rules.clock.advance(250);
    assertEquals(left(bench), NOTHING);
  }
});

Deno.test("a request that its engine fails to upgrade holds no place", () => {
  const bench = new GatewayBench();
  const fail = () => {
    throw new TypeError("no upgrade");
  };
  assertThrows(() => bench.gateway.upgrade(socketRequest(), NOBODY, fail));
  assertEquals(left(bench), NOTHING);
});

Deno.test("a socket is served from when it opens, however late, unless all have been sent away", async () => {
  const bench = new GatewayBench();
  const [early, late] = [upgrade(bench), upgrade(bench)];
  early.open();
  await login(early, "ann");
  bench.rules.clock.advance(1000);
  assertEquals(bench.sockets.total, 1);
  late.open();
  await login(late, "ann");
  assertEquals([bench.sockets.total, bench.hub.size], [2, 2]);
  const latest = upgrade(bench);
  bench.gateway.closeAll();
  latest.open();
  bench.rules.clock.advance(10);
  assertEquals(latest.closes.map(({ code }) => code), [1001]);
  for (const socket of [early, late, latest]) socket.end();
  sweep(bench);
  assertEquals(left(bench), NOTHING);
});

Deno.test("a socket that goes at any point of its login leaves nothing", async () => {
  for (let steps = 0; steps < 40; steps++) {
    const bench = new GatewayBench({ secret: SECRET });
    await bench.rules.chatrooms.join(bench.rules.http("ann"), { id: "room" });
    const { token } = await bench.rules.auth.issue("ann");
    const socket = bench.attend();
    socket.request(101, { id: "ann", token });
    for (let step = 0; step < steps; step++) await Promise.resolve();
    if (steps > 20) await until(() => socket.sent.length > 0);
    socket.end();
    await until(() => bench.rules.presence.connections === 0);
    // The verification may go on for a while: another one outlasts it.
    await bench.rules.auth.verify(token);
    await until(() => true);
    sweep(bench);
    assertEquals(left(bench), NOTHING, `gone after ${steps} steps`);
  }
});

Deno.test("after everybody came, chatted and went in any order, nothing is left", async () => {
  const random = new Random(7);
  const bench = new GatewayBench({ maxConnectionsPerUser: 2 });
  const sockets: FakeSocket[] = [];
  for (let step = 0; step < 2000; step++) {
    const socket = random.pick(sockets);
    const id = `u${random.below(6)}`;
    const room = `r${random.below(3)}`;
    const choice = random.below(8);
    if (socket === undefined || choice === 0) sockets.push(bench.attend());
    else if (choice === 1) socket.end({ error: random.chance(0.5) });
    else if (choice === 2) socket.request(103);
    else if (choice === 3) socket.request(301, { id: room });
    else if (choice === 4) socket.request(303, { id: room });
    else socket.request(101, { id });
    if (random.chance(0.2)) await until(() => true);
  }
  for (const socket of sockets) socket.end();
  await until(() => bench.rules.presence.connections === 0);
  sweep(bench);
  assertEquals(left(bench), NOTHING);
});

Deno.test("a replaced connection is told so, and its socket counts until it ends", async () => {
  const bench = new GatewayBench({ maxConnectionsPerUser: 1 });
  const [old, young] = [bench.attend(), bench.attend()];
  await login(old, "ann");
  await login(young, "ann");
  bench.rules.clock.advance(10);
  assertEquals(old.closes.map(({ code }) => code), [4409]);
  assertEquals(bench.rules.presence.connections, 1);
  assertEquals(bench.sockets.total, 2);
  old.end();
  assertEquals(bench.sockets.total, 1);
  assertEquals(bench.rules.presence.connections, 1);
});

async function closedAfter(
  changes: GatewayChanges,
  ms: number,
  prepare: (socket: FakeSocket, bench: GatewayBench) => Promise<void> | void,
): Promise<(number | undefined)[]> {
  const bench = new GatewayBench(changes);
  const socket = bench.attend();
  await prepare(socket, bench);
  bench.rules.clock.advance(ms);
  return socket.closes.map(({ code }) => code);
}

Deno.test("a socket that does not log in is closed 4401, one that is silent 4408", async () => {
  const patience = { loginTimeout: 10_000, heartbeatInterval: 60_000 };
  const nothing = () => {};
  assertEquals(await closedAfter(patience, 9_999, nothing), []);
  assertEquals(await closedAfter(patience, 11_001, nothing), [4401]);
  const asAnn = (socket: FakeSocket) => login(socket, "ann");
  assertEquals(await closedAfter(patience, 59_999, asAnn), []);
  assertEquals(await closedAfter(patience, 61_001, asAnn), [4408]);
});

Deno.test("a login that its token ends is closed 4401", async () => {
  const patience = { secret: SECRET, heartbeatInterval: 600_000 };
  const withToken = async (socket: FakeSocket, bench: GatewayBench) => {
    const { token } = await bench.rules.auth.issue("ann");
    socket.request(101, { id: "ann", token });
    await until(() => socket.sent.length > 0);
  };
  assertEquals(await closedAfter(patience, 59_000, withToken), []);
  assertEquals(await closedAfter(patience, 63_000, withToken), [4401]);
});

Deno.test("one timer watches all sockets, and none when there are none", () => {
  const bench = new GatewayBench();
  assertEquals(bench.rules.clock.pendingTimers, 0);
  const sockets = Array.from({ length: 50 }, () => bench.attend());
  assertEquals(bench.rules.clock.pendingTimers, 1);
  bench.rules.clock.advance(10_000);
  assertEquals(bench.rules.clock.pendingTimers, 1);
  for (const socket of sockets) socket.end();
  sweep(bench);
  assertEquals(bench.rules.clock.pendingTimers, 0);
});

Deno.test("a connection that cannot be closed costs no other its deadline, nor the next look", () => {
  const bench = new GatewayBench({ loginTimeout: 10_000 });
  const sockets = [bench.attend(), bench.attend()];
  const { remove } = bench.hub;
  let throws = 1;
  bench.hub.remove = (connection) => {
    if (throws-- > 0) throw new Error("remove");
    remove.call(bench.hub, connection);
  };
  bench.rules.clock.advance(12_000);
  const late = bench.attend();
  bench.rules.clock.advance(12_000);
  assertEquals([sockets[1], late].map((each) => each!.closes[0]?.code), [
    4401,
    4401,
  ]);
});

Deno.test("draining answers what has come in; closing all tells everybody 1001", async () => {
  const bench = new GatewayBench();
  const sockets = [bench.attend(), bench.attend()];
  for (const socket of sockets) {
    for (let seq = 1; seq <= 20; seq++) socket.request(105, undefined, seq);
  }
  await bench.rules.clock.turnUntil(bench.gateway.drain());
  bench.gateway.closeAll();
  bench.rules.clock.advance(10);
  for (const socket of sockets) {
    assertEquals(socket.sent.length, 20);
    assertEquals(socket.closes.map(({ code }) => code), [1001]);
    socket.end();
  }
  assertEquals(left(bench), NOTHING);
});

Deno.test("a logout that the storage cannot note is logged and takes nobody down", async () => {
  const touch = () => Promise.reject(new Error("out of reach"));
  const bench = new GatewayBench({ storage: { touch } });
  const socket = bench.attend();
  await login(socket, "ann");
  socket.end();
  await until(() => bench.lines.length > 0);
  assertEquals(bench.rules.presence.connections, 0);
  assertEquals(bench.lines.length, 1);
});

Deno.test("an upgrade is refused where the origin may not, when full and when going", async () => {
  const request = socketRequest({ origin: "https://elsewhere.example" });
  const codeOf = async (bench: GatewayBench) =>
    (await refusal(() => bench.gateway.admit(request, NOBODY))).code;
  const strict = new GatewayBench({ allowsOrigin: () => false });
  assertEquals(await codeOf(strict), 403);
  const full = new GatewayBench({ maxConnections: 1 });
  const socket = full.attend();
  assertEquals(await codeOf(full), 503);
  socket.end();
  full.gateway.closeAll();
  assertEquals(await codeOf(full), 503);
});
