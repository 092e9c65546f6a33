import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { GimClient } from "../../src/client/client.ts";
import { GimClosedError, GimReplyError } from "../../src/client/errors.ts";
import type { State } from "../../src/client/state.ts";
import { FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf, flush } from "../helpers/promises.ts";

const TO_BOB = { type: 2, target_id: "bob" } as const;

for (const code of [1003, 1009, 4400, 4403, 4409]) {
  Deno.test(`GimClient does not come back after ${code}`, async () => {
    const network = new FakeNetwork();
    await using client = network.client();
    await client.login({ id: "ann" });
    const waiting = errorOf(client.send({ ...TO_BOB, content: "hi" }));
    network.socket.end(code, "why");
    await network.pass(3_600_000);
    assertEquals([client.state, network.sockets.length], ["idle", 1]);
    const error = await waiting;
    assertInstanceOf(error, GimClosedError);
    assertEquals([error.code, error.message], [
      code,
      `closed with ${code}: why`,
    ]);
    assertEquals(network.clock.pendingTimers, 0);
    // Nor does a call wait for what nobody works at, until somebody does again.
    assertEquals(await errorOf(client.user({ id: "ann" })), error);
    await client.login({ id: "ann" });
    assertEquals(client.state, "online");
  });
}

for (const code of [1000, 1001, 1006, 1011, 4401, 4408, 4413, 4429]) {
  Deno.test(`GimClient comes back after ${code}`, async () => {
    const network = new FakeNetwork();
    await using client = network.client();
    await client.login({ id: "ann" });
    network.socket.end(code);
    await flush();
    assertEquals([client.state, network.sockets.length], ["waiting", 1]);
    await network.pass(5000);
    assertEquals([client.state, network.sockets.length], ["online", 2]);
  });
}

Deno.test("GimClient waits longer with every failure, within its bounds", async () => {
  const network = new FakeNetwork();
  const states: State[] = [];
  await using client = network.client({ backOff: { base: 100, max: 1000 } });
  client.on("state", (state) => states.push(state));
  await client.login({ id: "ann" });
  network.opens = false;
  for (let failure = 0; failure < 8; failure++) {
    network.chances.push(1 - Number.EPSILON);
    network.socket.end(1006);
    await network.pass(2000);
  }
  const waits = states.flatMap(({ retryIn }) => retryIn ?? []);
  assertEquals(waits, [100, 200, 400, 800, 1000, 1000, 1000, 1000]);
});

Deno.test("GimClient starts over with short waits after it has been online for a while", async () => {
  const network = new FakeNetwork();
  const waits: number[] = [];
  await using client = network.client({ backOff: { base: 100, max: 1000 } });
  client.on("state", ({ retryIn }) => retryIn && waits.push(retryIn));
  await client.login({ id: "ann" });
  // Three that end at once, one that lasts.
  for (const online of [0, 0, 0, 6000]) {
    await network.pass(online);
    network.socket.end(1006);
    await network.pass(2000);
  }
  assertEquals(waits, [50, 100, 200, 50]);
});

Deno.test("GimClient spreads its return over a pause after the service went away", async () => {
  const network = new FakeNetwork();
  let wait: number | undefined;
  await using client = network.client({ goingAwayPause: 8000 });
  client.on("state", ({ retryIn }) => wait ??= retryIn);
  await client.login({ id: "ann" });
  network.chances.push(0.5, 0.75);
  network.socket.end(1001);
  await flush();
  assertEquals(wait, 6000);
});

Deno.test("GimClient gives up after maxAttempts failures in a row", async () => {
  const network = new FakeNetwork();
  await using client = network.client({ maxAttempts: 3 });
  await client.login({ id: "ann" });
  network.opens = false;
  for (let failure = 0; failure < 4; failure++) {
    network.socket.end(1006);
    await network.pass(60_000);
  }
  assertEquals([client.state, network.sockets.length], ["idle", 4]);
});

Deno.test("GimClient makes no more than maxAttempts attempts from the start", async () => {
  for (const maxAttempts of [1, 3]) {
    const network = new FakeNetwork({ opens: false });
    await using client = network.client({ maxAttempts });
    const refused = errorOf(client.login({ id: "ann" }, { timeout: 60_000 }));
    for (let failure = 0; failure < maxAttempts; failure++) {
      await network.pass(5000);
      network.socket.end(1006);
    }
    await network.pass(5000);
    assertEquals([client.state, network.sockets.length], [
      "idle",
      maxAttempts,
    ]);
    assertInstanceOf(await refused, GimClosedError);
  }
});

Deno.test("GimClient counts attempts anew whenever it has been online", async () => {
  const network = new FakeNetwork();
  await using client = network.client({ maxAttempts: 2 });
  await client.login({ id: "ann" });
  for (let time = 0; time < 3; time++) {
    network.opens = false;
    network.socket.end(1006);
    await network.pass(60_000);
    network.opens = true;
    network.socket.end(1006);
    await network.pass(60_000);
    assertEquals(client.state, "online");
  }
});

Deno.test("GimClient.login tries until its timeout and then leaves nothing", async () => {
  const network = new FakeNetwork({ opens: false });
  await using client = network.client();
  const refused = errorOf(client.login({ id: "ann" }, { timeout: 5000 }));
  for (let second = 0; second < 6; second++) {
    await flush();
    network.socket.end(1006);
    await network.pass(1000);
  }
  assertEquals((await refused as Error).name, "GimTimeoutError");
  assertEquals([client.state, network.clock.pendingTimers], ["idle", 0]);
  assert(network.sockets.length > 2);
});

Deno.test("GimClient.login can be aborted", async () => {
  const network = new FakeNetwork({ opens: false });
  await using client = network.client();
  const abort = new AbortController();
  const refused = errorOf(client.login({ id: "ann" }, abort));
  await flush();
  abort.abort("enough");
  assertEquals(await refused, "enough");
  await flush();
  assertEquals([client.state, network.clock.pendingTimers], ["idle", 0]);
});

Deno.test("GimClient.login is refused as the service refuses it", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) =>
      name === "login" ? { code: 400, msg: "id: a user id" } : undefined,
  });
  await using client = network.client();
  const all = [client.login({ id: "!" }), client.login({ id: "!" })];
  for (const error of await Promise.all(all.map(errorOf))) {
    assertInstanceOf(error, GimReplyError);
    assertEquals([error.code, error.message], [400, "id: a user id"]);
  }
  assertEquals([client.state, network.sockets.length], ["idle", 1]);
});

Deno.test("GimClient.login tries again where the service is out of reach", async () => {
  let logins = 0;
  const network = new FakeNetwork({
    answer: ({ name }) =>
      name === "login" && ++logins < 3
        ? { code: 503, msg: "later" }
        : undefined,
  });
  await using client = network.client();
  const online = client.login({ id: "ann" });
  for (let second = 0; second < 3; second++) await network.pass(1000);
  assertEquals((await online).user.id, "ann");
});

Deno.test("GimClient connects ahead of the login, and stays away when that ends", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.connect();
  assertEquals([client.state, network.socket.names], ["open", []]);
  network.socket.end(4401);
  await network.pass(60_000);
  assertEquals([client.state, network.sockets.length], ["idle", 1]);
  await client.connect();
  await client.login({ id: "ann" });
  assertEquals([client.state, network.sockets.length], ["online", 2]);
});

Deno.test("GimClient fetches a new token after 4401 and after a 401, and only then", async () => {
  let refuse = false;
  const network = new FakeNetwork({
    answer: ({ name, body }) =>
      name === "login" && refuse && body.token !== "t3"
        ? { code: 401, msg: "token: expired" }
        : undefined,
  });
  await using client = network.client();
  let fetched = 0;
  const token = () => Promise.resolve(`t${++fetched}`);
  await client.login({ id: "ann", token });
  const used = () => network.sockets.map(({ asked }) => asked[0]?.body.token);
  network.socket.end(1006);
  await network.pass(5000);
  network.socket.end(4401);
  await network.pass(5000);
  assertEquals(used(), ["t1", "t1", "t2"]);
  refuse = true;
  network.socket.end(1006);
  await network.pass(5000);
  await network.pass(5000);
  assertEquals(used(), ["t1", "t1", "t2", "t2", "t3"]);
  assertEquals(client.state, "online");
});

Deno.test("GimClient stops where a token that was just fetched is refused", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) =>
      name === "login" ? { code: 401, msg: "token: invalid" } : undefined,
  });
  await using client = network.client();
  const error = await errorOf(client.login({ id: "ann", token: () => "bad" }));
  assertEquals((error as GimReplyError).code, 401);
  assertEquals([client.state, network.sockets.length], ["idle", 1]);
});

Deno.test("GimClient stops after 4401 with a token that cannot be renewed", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann", token: "once" });
  network.socket.end(4401, "token expired");
  await network.pass(60_000);
  assertEquals([client.state, network.sockets.length], ["idle", 1]);
});

Deno.test("GimClient.login fails at once when the token function does, later it tries again", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const errors: string[] = [];
  client.on("error", ({ message }) => errors.push(message));
  let works = false;
  const token = () => {
    if (!works) throw new Error("no token today");
    return "t";
  };
  const error = await errorOf(client.login({ id: "ann", token }));
  assertEquals((error as Error).message, "no token today");
  works = true;
  await client.login({ id: "ann", token });
  works = false;
  network.socket.end(4401);
  await network.pass(5000);
  assertEquals([client.state, errors], ["waiting", ["no token today"]]);
  works = true;
  await network.pass(5000);
  assertEquals(client.state, "online");
});

Deno.test("GimClient asks for a token again where the function does not answer", async () => {
  const network = new FakeNetwork();
  await using client = network.client({ connectTimeout: 1000 });
  let calls = 0;
  const token = () => ++calls === 1 ? new Promise<string>(() => {}) : "t";
  const loggedIn = client.login({ id: "ann", token });
  await flush();
  await network.pass(1000);
  await network.pass(4000);
  await loggedIn;
  assertEquals([client.state, calls], ["online", 2]);
});

Deno.test("GimClient takes an option that is undefined for none", async () => {
  const network = new FakeNetwork();
  const options = { requestTimeout: undefined, codec: undefined };
  await using client = network.client(options as unknown as object);
  await client.login({ id: "ann" });
  assertEquals(client.state, "online");
});

Deno.test("GimClient lets the token function know that nobody waits any more", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  let signal: AbortSignal | undefined;
  const token = (given: AbortSignal) => {
    signal = given;
    return new Promise<string>(() => {});
  };
  const refused = errorOf(client.login({ id: "ann", token }));
  await flush();
  await client.close();
  assertInstanceOf(await refused, GimClosedError);
  assertEquals(signal?.aborted, true);
});

Deno.test("GimClient shows that it is there, and notices when the service is not", async () => {
  const network = new FakeNetwork();
  await using client = network.client({ heartbeatTimeout: 3000 });
  await client.login({ id: "ann" });
  // A third of the service's minute.
  for (let beat = 0; beat < 3; beat++) await network.pass(20_000);
  const beats = network.socket.names.filter((name) => name === "heartbeat");
  assertEquals(beats.length, 3);
  const dead = network.socket;
  dead.answersClose = false;
  dead.send = () => {};
  await network.pass(20_000);
  await network.pass(3000);
  // Nothing waits for the goodbye of a socket that is dead.
  assertEquals(client.state, "waiting");
  await network.pass(500);
  assertEquals([client.state, network.sockets.length], ["online", 2]);
  // By then it is left to the platform.
  await network.pass(2000);
});

Deno.test("GimClient.close waits for sockets that are still closing, for two seconds", async () => {
  const network = new FakeNetwork();
  const client = network.client();
  await client.login({ id: "ann" });
  network.socket.answersClose = false;
  let closed = false;
  const closing = client.close().then(() => closed = true);
  await network.pass(1999);
  assertEquals(closed, false);
  await network.pass(1);
  await closing;
  assertEquals(network.clock.pendingTimers, 0);
});

Deno.test("GimClient.close ends everything: calls, timers, streams", async () => {
  const network = new FakeNetwork();
  const client = network.client();
  await client.login({ id: "ann" });
  const stream = client.messages();
  const sent = errorOf(client.send({ ...TO_BOB, content: "hi" }));
  await client.close();
  await client.close();
  assertInstanceOf(await sent, GimClosedError);
  assertEquals(await stream.next(), { done: true, value: undefined });
  assertEquals(network.clock.pendingTimers, 0);
  assertInstanceOf(await errorOf(client.sessions()), GimClosedError);
  assertInstanceOf(await errorOf(client.login({ id: "ann" })), GimClosedError);
  assertInstanceOf(await errorOf(client.connect()), GimClosedError);
  assertEquals(client.state, "closed");
});

Deno.test("GimClient.close while it waits to come back leaves no timer", async () => {
  const network = new FakeNetwork();
  const client = network.client();
  await client.login({ id: "ann" });
  network.socket.end(1006);
  await flush();
  assertEquals(client.state, "waiting");
  await client.close();
  assertEquals([network.clock.pendingTimers, network.sockets.length], [0, 1]);
});

Deno.test("GimClient takes no other address than a WebSocket's", () => {
  for (const url of ["http://host", "host:8080", ""]) {
    assertThrows(() => new GimClient(url), TypeError);
  }
});
