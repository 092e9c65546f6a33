import { assert, assertEquals, assertRejects } from "@std/assert";
import { GimClosedError, type WireFrame } from "../../src/client/mod.ts";
import { Link } from "../../src/client/link.ts";
import { resolveSettings } from "../../src/client/settings.ts";
import { jsonCodec } from "../../src/client/wire_codec.ts";
import { FakeNetwork, type FakeSocket } from "../helpers/fake_network.ts";
import { flush } from "../helpers/promises.ts";

const LINES = "gim.json.lines";

async function online(network: FakeNetwork, options = {}) {
  const client = network.client(options);
  await client.login({ id: "ann" });
  network.socket.frames.length = 0;
  network.socket.asked.length = 0;
  return client;
}

function text(count: number): { type: 2; target_id: string; content: string } {
  return { type: 2, target_id: "bob", content: "x".repeat(count) };
}

/** Lets nobody wait for an answer that will not come. */
function ask(calls: Promise<unknown>[]): void {
  for (const call of calls) call.catch(() => {});
}

function linesOf({ frames }: FakeSocket): number[] {
  return frames.map((frame) => frame.split("\n").length);
}

Deno.test("several in a frame are offered first, and one in each is what a service may choose instead", async () => {
  for (const protocol of [LINES, "gim.json", ""]) {
    const network = new FakeNetwork({ protocol });
    await using client = await online(network);
    assertEquals(network.offered, [[LINES, "gim.json"]]);
    ask([client.send(text(1)), client.send(text(2))]);
    await flush();
    assertEquals(linesOf(network.socket), protocol === LINES ? [2] : [1, 1]);
  }
});

Deno.test("an encoding that has one in each frame is offered alone", async () => {
  const network = new FakeNetwork();
  const { batches: _, ...codec } = jsonCodec;
  await using client = await online(network, { codec });
  assertEquals(network.offered, [["gim.json"]]);
  assertEquals(client.state, "online");
});

Deno.test("requests that are made in one go share a frame, in their order, and wait for nothing", async () => {
  const network = new FakeNetwork({ protocol: LINES });
  await using client = await online(network);
  const { socket } = network;
  ask([1, 2, 3].map((size) => client.send(text(size))));
  ask([client.user({ id: "bob" })]);
  await flush();
  assertEquals(linesOf(socket), [4]);
  const sizes = socket.asked.map((
    { name, body },
  ) => [name, String(body.content ?? "").length]);
  const sent = [1, 2, 3].map((size) => ["send", size]);
  assertEquals(sizes, [...sent, ["user", 0]]);
  ask([client.send(text(5))]);
  await flush();
  assertEquals(linesOf(socket), [4, 1]);
  assertEquals(network.clock.pendingTurns, 0);
});

Deno.test("a frame of several is no larger than the service takes, or 1 KiB", async () => {
  for (const [maxFrameSize, most] of [[undefined, 3], [700, 2]] as const) {
    const network = new FakeNetwork({ protocol: LINES });
    await using client = await online(network, { maxFrameSize });
    ask([200, 200, 200, 200, 500].map((size) => client.send(text(size))));
    await flush();
    const { socket } = network;
    assertEquals(Math.max(...linesOf(socket)), most);
    assertEquals(socket.asked.length, 5);
    const longest = Math.max(...socket.frames.map(({ length }) => length));
    assert(longest <= (maxFrameSize ?? 1024));
  }
});

Deno.test("a frame is read envelope by envelope, and one that cannot be read costs no other", async () => {
  const network = new FakeNetwork({ protocol: LINES });
  const client = await online(network);
  const told: unknown[] = [];
  client.on("message", ({ content }) => told.push(content));
  client.on("error", ({ message }) => told.push(message));
  const push = (content: string) =>
    JSON.stringify({
      op: 501,
      seq: 0,
      body: {
        session: { id: "2:bob", type: 2, title: "Bob" },
        items: [{
          id: content,
          session_id: "2:bob",
          sender: { id: "bob", name: "Bob" },
          category: "text",
          content,
          sequence: 0,
          status: 1,
          created_at: 1,
        }],
        missed: 0,
      },
    });
  const data = [push("a"), "{", push("b"), "", push("c")].join("\n");
  network.socket.onmessage?.(new MessageEvent("message", { data }));
  assertEquals(told, ["a", "a frame could not be read", "b", "c"]);
  await client.close();
});

Deno.test("what follows in a frame is not read once its client has ended", async () => {
  const decoded: (WireFrame | undefined)[] = [];
  const codec = {
    ...jsonCodec,
    decode(data: string | ArrayBuffer) {
      const frame = jsonCodec.decode(data);
      decoded.push(frame);
      return frame;
    },
  };
  const network = new FakeNetwork({ protocol: LINES });
  const client = await online(network, { codec });
  decoded.length = 0;
  client.on("event", () => void client.close());
  const event = { event: "read", session_id: "2:b", user_id: "b", sequence: 1 };
  const line = JSON.stringify({ op: 503, seq: 0, body: event });
  const data = `${line}\n${line}`;
  network.socket.onmessage?.(new MessageEvent("message", { data }));
  assertEquals(decoded.length, 1);
  await client.close();
});

Deno.test("replies of one frame let the next requests share one, too", async () => {
  const network = new FakeNetwork({ protocol: LINES });
  await using client = await online(network);
  const { socket } = network;
  ask(Array.from({ length: 130 }, () => client.send(text(1))));
  await flush();
  assertEquals(socket.asked.length, 128);
  const data = [1, 2].map((at) => {
    const { seq } = socket.asked[at - 1]!;
    const sent = { id: "m", session_id: "2:bob", sequence: 0, created_at: 1 };
    return JSON.stringify({
      op: 202,
      seq,
      body: { code: 0, msg: "", data: sent },
    });
  }).join("\n");
  socket.onmessage?.(new MessageEvent("message", { data }));
  await flush();
  assertEquals(linesOf(socket).at(-1), 2);
});

Deno.test("a service that takes less than a frame of several gets each alone, over another connection", async () => {
  const network = new FakeNetwork({ protocol: LINES });
  await using client = await online(network);
  const states: string[] = [];
  client.on("state", ({ state }) => states.push(state));
  ask([client.send(text(1)), client.send(text(2))]);
  await flush();
  network.socket.end(1009);
  await flush();
  assertEquals(states, ["connecting", "online"]);
  assertEquals(linesOf(network.socket), [1, 1, 1]);
  assertEquals(network.socket.names, ["login", "send", "send"]);
  assertEquals(network.offered.length, 2);
});

Deno.test("a request that is too big by itself ends the client as before", async () => {
  const network = new FakeNetwork({ protocol: LINES });
  const client = await online(network);
  const sent = client.send(text(1));
  await flush();
  network.socket.end(1009);
  await assertRejects(() => sent, GimClosedError, "1009");
  assertEquals([client.state, network.sockets.length], ["idle", 1]);
  await client.close();
});

Deno.test("what was asked for just before the end goes out first", async () => {
  const network = new FakeNetwork({ protocol: LINES });
  const { environment } = network;
  const link = new Link({
    url: "ws://fake/ws",
    settings: resolveSettings({ environment }),
    joins: true,
    onFrame: () => {},
    onError: () => {},
  });
  await link.opened;
  link.send(103, 1, {});
  link.send(105, 2, {});
  await link.close({ code: 1000, reason: "" });
  link.send(105, 3, {});
  await flush();
  assertEquals(network.socket.names, ["logout", "heartbeat"]);
  assertEquals(linesOf(network.socket), [2]);
});
