import { assert, assertEquals } from "@std/assert";
import { REFUSALS, UNCOUNTED } from "../../src/chat/rate_limits.ts";
import type { Peer } from "../../src/gateway/peer.ts";
import type { Reply } from "../../src/protocol/codec.ts";
import { OPERATIONS } from "../../src/protocol/operations.ts";
import { GatewayBench } from "../helpers/gateway.ts";

const PER_SECOND = 10;
const LIMITS = {
  sends: { perSecond: PER_SECOND, burst: 3 },
  requests: { perSecond: PER_SECOND, burst: 5 },
};

async function connect(bench: GatewayBench, id = "ann"): Promise<Peer> {
  const connection = bench.connection();
  bench.hub.add(connection);
  await handle(bench, connection.peer, 101, { id });
  return connection.peer;
}

async function handle(
  bench: GatewayBench,
  peer: Peer,
  op: number,
  body?: unknown,
): Promise<Reply> {
  return await bench.dispatch.handle({ op, seq: 1, body }, peer);
}

/** The codes of the replies to the same request, so often. */
async function codes(
  times: number,
  ask: () => Promise<Reply>,
): Promise<number[]> {
  const found: number[] = [];
  while (found.length < times) found.push((await ask()).code);
  return found;
}

function send(bench: GatewayBench, peer: Peer, content = "x"): Promise<Reply> {
  return handle(bench, peer, 201, { type: 2, target_id: "ben", content });
}

/** How many buckets of users are kept. */
function kept({ rules }: GatewayBench) {
  const { send, request } = rules.limits.kept();
  return { send, request };
}

Deno.test("a send beyond the burst is a 429 that says when to come again", async () => {
  const bench = new GatewayBench(LIMITS);
  const ann = await connect(bench);
  assertEquals(await codes(3, () => send(bench, ann)), [0, 0, 0]);
  const { code, op, msg, data } = await send(bench, ann);
  assertEquals([code, op], [429, 202]);
  assertEquals(data, { reason: "rate", retry_after: 100 });
  assert(msg.includes("10 per second") && msg.includes("3 at once"), msg);
  bench.rules.clock.advance(100);
  assertEquals(await codes(2, () => send(bench, ann)), [0, 429]);
});

Deno.test("nothing of a request over the limit is carried out", async () => {
  const bench = new GatewayBench(LIMITS);
  const ann = await connect(bench);
  await codes(9, () => send(bench, ann));
  assertEquals(bench.rules.privately.length, 3);
});

Deno.test("sends and other requests have a limit each", async () => {
  const bench = new GatewayBench(LIMITS);
  const ann = await connect(bench);
  assertEquals(await codes(4, () => send(bench, ann)), [0, 0, 0, 429]);
  const ask = () => handle(bench, ann, 205);
  assertEquals(await codes(6, ask), [0, 0, 0, 0, 0, 429]);
});

Deno.test("the limit is the user's, over all connections, and nobody else's", async () => {
  const bench = new GatewayBench(LIMITS);
  const phone = await connect(bench);
  const laptop = await connect(bench);
  const other = await connect(bench, "cat");
  assertEquals(await codes(2, () => send(bench, phone)), [0, 0]);
  assertEquals(await codes(2, () => send(bench, laptop)), [0, 429]);
  assertEquals(await codes(3, () => send(bench, other)), [0, 0, 0]);
});

Deno.test("a heartbeat and a login never count", async () => {
  const bench = new GatewayBench(LIMITS);
  const ann = await connect(bench);
  const login = () => handle(bench, ann, 101, { id: "ann" });
  const beat = () => handle(bench, ann, 105);
  for (const ask of [login, beat]) {
    assertEquals(new Set(await codes(20, ask)), new Set([0]));
  }
  await codes(6, () => handle(bench, ann, 205));
  for (const ask of [login, beat]) assertEquals(await codes(1, ask), [0]);
});

Deno.test("every other operation counts once, as a send or as a request", async () => {
  const bodies: Readonly<Record<string, object>> = {
    send: { type: 2, target_id: "ben", content: "x" },
  };
  for (const { name, op, countedAs } of Object.values(OPERATIONS)) {
    if (countedAs === "nothing") continue;
    const bench = new GatewayBench({
      sends: { perSecond: 1, burst: 1 },
      requests: { perSecond: 1, burst: 1 },
    });
    const ann = await connect(bench);
    const ben = await connect(bench, "ben");
    const body = bodies[name] ?? { id: "x", session_id: "2:ben" };
    const first = await handle(bench, ann, op, body);
    assert(first.code !== 429, name);
    // A logout leaves nobody who could ask again on this connection.
    const second = op === OPERATIONS.logout.op ? await connect(bench) : ann;
    assertEquals((await handle(bench, second, op, body)).code, 429, name);
    const isSend = countedAs === "send";
    const other = isSend ? handle(bench, ann, 205) : send(bench, second);
    assertEquals((await other).code, 0, name);
    assertEquals((await send(bench, ben)).code, 400, "to oneself");
  }
});

Deno.test("a request counts whatever it is refused with", async () => {
  const bench = new GatewayBench(LIMITS);
  const ann = await connect(bench);
  const refused = [
    [201, {}],
    [201, { type: 1, target_id: "nowhere", content: "x" }],
    [201, "no object"],
  ] as const;
  for (const [op, body] of refused) {
    const { code } = await handle(bench, ann, op, body);
    assert(code !== 0 && code !== 429);
  }
  const { code, data } = await send(bench, ann);
  assertEquals([code, data], [429, { reason: "rate", retry_after: 100 }]);
});

Deno.test("an op that there is not counts as a request", async () => {
  const bench = new GatewayBench(LIMITS);
  const ann = await connect(bench);
  const unknown = () => handle(bench, ann, 999);
  assertEquals(await codes(6, unknown), [400, 400, 400, 400, 400, 429]);
  assertEquals(await codes(1, () => handle(bench, ann, 205)), [429]);
  assertEquals(await codes(1, () => send(bench, ann)), [0]);
});

Deno.test("what needs numbered messages counts where they are not", async () => {
  const bench = new GatewayBench({ ...LIMITS, sequence: false });
  const ann = await connect(bench);
  const sync = () =>
    handle(bench, ann, 207, { session_id: "2:ben", after_sequence: 0 });
  assertEquals(await codes(6, sync), [409, 409, 409, 409, 409, 429]);
});

Deno.test("before a login nobody is counted", async () => {
  const bench = new GatewayBench(LIMITS);
  const connection = bench.connection();
  bench.hub.add(connection);
  const ask = () => handle(bench, connection.peer, 205);
  assertEquals(new Set(await codes(20, ask)), new Set([401]));
  assertEquals(kept(bench), { send: 0, request: 0 });
});

Deno.test("a bucket that is full again is kept no longer", async () => {
  const bench = new GatewayBench(LIMITS);
  const ann = await connect(bench);
  await send(bench, ann);
  await handle(bench, ann, 205);
  assertEquals(kept(bench), { send: 1, request: 1 });
  bench.rules.clock.advance(1000);
  assertEquals(kept(bench), { send: 0, request: 0 });
});

/** One message, and then none for a long time. */
const ONE_SEND = { sends: { perSecond: 1, burst: 1 } };

/** What has been answered since the last call, after so many milliseconds. */
async function answered<T>(
  { rules: { clock } }: GatewayBench,
  { taken, ms }: { taken: T[]; ms: number },
): Promise<T[]> {
  clock.advance(ms);
  await new Promise((resolve) => setTimeout(resolve, 0));
  return taken.splice(0);
}

/** A user who was told as many refusals at once as there are. */
async function flooder(bench: GatewayBench, id = "ann"): Promise<Peer> {
  const peer = await connect(bench, id);
  const all = await codes(1 + REFUSALS.burst, () => send(bench, peer));
  assertEquals(all, [0, ...Array(REFUSALS.burst).fill(429)]);
  return peer;
}

Deno.test("who is refused and asks on is told so at a pace, over all connections", async () => {
  const bench = new GatewayBench(ONE_SEND);
  const phone = await flooder(bench);
  const laptop = await connect(bench);
  const taken: string[] = [];
  for (const [name, peer] of Object.entries({ phone, laptop })) {
    send(bench, peer).then(({ code }) => taken.push(`${name} ${code}`));
    handle(bench, peer, 201, {}).then(({ code }) =>
      taken.push(`wrong ${name} ${code}`)
    );
  }
  assertEquals(await answered(bench, { taken, ms: 9 }), []);
  assertEquals(await answered(bench, { taken, ms: 1 }), ["phone 429"]);
  for (const each of ["wrong phone 429", "laptop 429", "wrong laptop 429"]) {
    assertEquals(await answered(bench, { taken, ms: 10 }), [each]);
  }
});

Deno.test("what is allowed does not wait beside what is refused, nor does anybody else", async () => {
  const bench = new GatewayBench(ONE_SEND);
  const ann = await flooder(bench);
  const late = send(bench, ann);
  assertEquals((await handle(bench, ann, 205)).code, 0);
  const cat = await connect(bench, "cat");
  assertEquals(await codes(3, () => send(bench, cat)), [0, 429, 429]);
  bench.rules.clock.advance(10);
  assertEquals((await late).code, 429);
});

Deno.test("a refusal that came later says how long it is from then on", async () => {
  const bench = new GatewayBench(ONE_SEND);
  const ann = await flooder(bench);
  const late = send(bench, ann);
  bench.rules.clock.advance(10);
  assertEquals((await late).data, { reason: "rate", retry_after: 990 });
});

Deno.test("a pause brings the refusals at once back", async () => {
  const bench = new GatewayBench({ sends: { perSecond: 0.001, burst: 1 } });
  const ann = await flooder(bench);
  bench.rules.clock.advance(1000);
  const all = await codes(REFUSALS.burst, () => send(bench, ann));
  assertEquals(new Set(all), new Set([429]));
});

Deno.test("what no limit counts has a pace, too: heartbeats, and requests without a login", async () => {
  const bench = new GatewayBench();
  const ann = await connect(bench);
  const beat = () => handle(bench, ann, 105);
  await codes(UNCOUNTED.burst - 1, beat);
  const { peer } = bench.connection();
  const ask = () => handle(bench, peer, 205);
  await codes(UNCOUNTED.burst, ask);
  const taken: number[] = [];
  for (const each of [beat, beat, ask]) {
    each().then(({ code }) => taken.push(code));
  }
  assertEquals(await answered(bench, { taken, ms: 1 }), []);
  const next = await answered(bench, { taken, ms: 1 });
  assertEquals(next.toSorted(), [0, 401]);
  assertEquals(await answered(bench, { taken, ms: 2 }), [0]);
});

Deno.test("at the end every refusal is told at once", async () => {
  const bench = new GatewayBench(ONE_SEND);
  const ann = await flooder(bench);
  const late = [send(bench, ann), send(bench, ann)];
  bench.rules.limits.end();
  const more = await codes(3, () => send(bench, ann));
  assertEquals(more, [429, 429, 429]);
  const told = await Promise.all(late);
  assertEquals(told.map(({ code }) => code), [429, 429]);
  assertEquals(bench.rules.clock.pendingTimers, 0);
});
