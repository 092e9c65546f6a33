import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { IN_ORDER } from "../../src/app/end_status.ts";
import { REFUSALS } from "../../src/chat/rate_limits.ts";
import { TestClient, timed } from "../helpers/client.ts";
import { OP, PRIVATE } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { RawSocket } from "../helpers/raw_socket.ts";
import { testOfThisRuntime } from "../helpers/older_runtime.ts";

/** A second signal cuts an end short that takes more than half a second. */
const SLOW_END =
  "it does not tell that a thread has ended, which is waited for";

/** A logged-in client that asks for much and reads nothing of it. */
async function stuckReader(gim: Gim): Promise<RawSocket> {
  await using a = await ObservedClient.login(gim.ws, "sender");
  // Deno's client takes 40 ms for each that is longer than 1 KiB.
  const content = "x".repeat(900);
  for (let count = 0; count < 100; count++) await a.tell("stuck", content);
  const socket = await RawSocket.login(gim.gateway, "stuck");
  const body = { session_id: "2:sender", count: 100 };
  // Some 20 MB of replies: more than the kernel takes for somebody.
  for (let count = 0; count < 200; count++) {
    await socket.send(JSON.stringify({ op: OP.history, body }));
  }
  // The first reply shows that the service has begun with the others.
  await socket.next();
  return socket;
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} closes every socket 1001 and ends with status 0`, async () => {
    await using gim = await Gim.start();
    await using one = await ObservedClient.login(gim.ws, "u");
    await using two = await TestClient.connect(gim.ws);
    await two.ask(OP.heartbeat);
    gim.signal(signal);
    assertEquals((await gim.ended()).status, 0);
    assertEquals((await one.ended()).code, 1001);
    assertEquals((await two.ended()).code, 1001);
  });
}

Deno.test("what a chatroom was sent is pushed before the end, whatever its interval", async () => {
  await using gim = await Gim.start({
    args: ["--message-push-duration", "1h", "--message-push-count", "5"],
  });
  await using a = await ObservedClient.login(gim.ws, "a");
  await using b = await ObservedClient.login(gim.ws, "b");
  for (const client of [a, b]) await client.ask(OP.join, { id: "room" });
  for (let count = 0; count < 12; count++) await a.say("room", `m${count}`);
  gim.signal("SIGTERM");
  assertEquals((await gim.ended()).status, 0);
  for (const client of [a, b]) {
    const [first, last] = [await client.push(), await client.push()];
    assertEquals(first.items.map(({ content }) => content), ["m0"]);
    const newest = ["m7", "m8", "m9", "m10", "m11"];
    assertEquals(last.items.map(({ content }) => content), newest);
    assertEquals([first.missed, last.missed], [0, 6]);
    assertEquals((await client.ended()).code, 1001);
  }
});

Deno.test("what a chatroom was sent is pushed though another client does not read", async () => {
  await using gim = await Gim.start({
    args: ["--message-push-duration", "1h"],
  });
  using _stuck = await stuckReader(gim);
  await using a = await ObservedClient.login(gim.ws, "a");
  await a.ask(OP.join, { id: "room" });
  for (const content of ["one", "two", "three"]) await a.say("room", content);
  gim.signal("SIGTERM");
  assertEquals((await gim.ended()).status, 0);
  for (const contents of [["one"], ["two", "three"]]) {
    const { items } = await a.push();
    assertEquals(items.map(({ content }) => content), contents);
  }
});

testOfThisRuntime(
  SLOW_END,
  "what an HTTP request sends that was running at the signal is pushed",
  async () => {
    await using gim = await Gim.start();
    await using client = await ObservedClient.login(gim.ws, "u");
    const response = await fetch(`${gim.http}/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"id":"sender"}',
    });
    const { data: { token } } = await response.json();
    const body = '{"type":2,"target_id":"u","content":"late"}';
    using request = await RawSocket.post(gim.api, "/messages", {
      length: body.length,
      headers: [`Authorization: Bearer ${token}`],
    });
    gim.signal("SIGTERM");
    await gim.logged("stopping");
    await request.write(body);
    assertStringIncludes(await request.text(), "HTTP/1.1 200 OK");
    assertEquals((await client.push()).items[0]!.content, "late");
    assertEquals((await client.ended()).code, 1001);
    // A second signal would cut the end short.
    assertEquals((await gim.ended()).status, 0);
  },
);

Deno.test("refusals that are kept back are told before the end", async () => {
  await using gim = await Gim.start({
    args: ["--send-rate=0.01", "--send-burst=1"],
  });
  await using flooder = await TestClient.login(gim.ws, "flooder");
  const send = () =>
    flooder.post(OP.send, { type: PRIVATE, target_id: "u", content: "x" });
  const first = Array.from({ length: 1 + REFUSALS.burst }, send);
  await flooder.next(({ seq }) => seq === first.at(-1));
  // At the pace at which they are told these take longer than an end may.
  const late = Array.from({ length: 250 }, send);
  await flooder.ping();
  gim.signal("SIGTERM");
  assertEquals((await flooder.ended()).code, 1001);
  const seqs = flooder.inbox.map(({ seq }) => seq);
  assertEquals(seqs, [...first.slice(0, -1), ...late]);
  assertEquals((await gim.ended()).status, 0);
});

Deno.test("an orderly end logs no error", async () => {
  await using gim = await Gim.start();
  await using _client = await ObservedClient.login(gim.ws, "u");
  gim.signal("SIGTERM");
  const { lines } = await gim.ended();
  assertEquals(lines.filter(({ level }) => level === "error"), []);
});

Deno.test("a service without connections ends at once", async () => {
  await using gim = await Gim.start();
  const { ms, result } = await timed(async () => {
    gim.signal("SIGTERM");
    return await gim.ended();
  });
  assertEquals(result.status, 0);
  // For somebody who is stuck it would wait that long.
  assertLess(ms, 2000);
});

Deno.test("requests are answered in order until the end, none is left out", async () => {
  await using gim = await Gim.start();
  await using a = await TestClient.login(gim.ws, "a");
  const seqs: number[] = [];
  for (let count = 0; count < 100; count++) {
    const content = `m${count}`;
    seqs.push(a.post(OP.send, { type: PRIVATE, target_id: "b", content }));
  }
  await a.reply(OP.send, seqs[0]!);
  gim.signal("SIGTERM");
  assertEquals((await gim.ended()).status, 0);
  assertEquals((await a.ended()).code, 1001);
  const answered = a.inbox.map(({ seq }) => seq);
  assertEquals(answered, seqs.slice(1, 1 + answered.length));
});

Deno.test("an HTTP request that is running when the signal comes is answered", async () => {
  await using gim = await Gim.start();
  await using client = await ObservedClient.login(gim.ws, "u");
  const body = '{"id":"late"}';
  using request = await RawSocket.post(gim.api, "/login", {
    length: body.length,
  });
  gim.signal("SIGTERM");
  await client.ended();
  await request.write(body);
  assertStringIncludes(await request.text(), "HTTP/1.1 200 OK");
  assertEquals((await gim.ended()).status, 0);
});

Deno.test("a reader that is stuck does not hold up the end", async () => {
  await using gim = await Gim.start();
  using _stuck = await stuckReader(gim);
  await using client = await ObservedClient.login(gim.ws, "u");
  gim.signal("SIGTERM");
  assertEquals((await gim.ended()).status, 0);
  assertEquals((await client.ended()).code, 1001);
});

Deno.test("a second signal cuts the end short", async () => {
  await using gim = await Gim.start();
  using _stuck = await stuckReader(gim);
  gim.signal("SIGTERM");
  await gim.logged("stopping");
  // The stuck reader would keep the service for two seconds.
  gim.signal("SIGTERM");
  assertEquals((await gim.ended()).status, 130);
});

testOfThisRuntime(
  SLOW_END,
  "a signal that comes twice at once, as from deno task and the group, ends in order",
  async () => {
    await using gim = await Gim.start();
    await using client = await ObservedClient.login(gim.ws, "u");
    const { ms, result: { status } } = await timed(async () => {
      gim.signal("SIGTERM");
      await gim.logged("stopping");
      gim.signal("SIGTERM");
      return await gim.ended();
    });
    // On a machine that takes longer than that it may be cut short.
    if (status === 130 && ms > IN_ORDER) return;
    assertEquals(status, 0);
    assertEquals((await client.ended()).code, 1001);
  },
);

Deno.test("a signal right after the start ends with status 0", async () => {
  for (let count = 0; count < 5; count++) {
    await using gim = await Gim.start();
    gim.signal("SIGTERM");
    assertEquals((await gim.ended()).status, 0);
  }
});

Deno.test("after the signal nobody is let in any more, or is closed as all are", async () => {
  await using gim = await Gim.start();
  using _stuck = await stuckReader(gim);
  gim.signal("SIGTERM");
  await gim.logged("stopping");
  const outcome = await RawSocket.upgrade(gim.gateway).then(async (socket) => {
    using late = socket;
    // A thread may let one in before it has heard of the end.
    return late.status === 101 ? await late.end() : late.status;
  }, () => "refused");
  // Whoever connects in the last moment is cut before the status comes.
  const expected = [503, 1001, NaN, "cut", "refused"];
  assertEquals(expected.includes(outcome), true, String(outcome));
  await gim.ended();
});
