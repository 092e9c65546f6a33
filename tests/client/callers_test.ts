import { assertEquals, assertInstanceOf } from "@std/assert";
import { GimClosedError, GimTimeoutError } from "../../src/client/errors.ts";
import { BY_HAND, FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf, flush } from "../helpers/promises.ts";

/*
 * Several calls that wait for a connection or a login: each ends with its own
 * timeout and signal, and what others still want goes on.
 */

/** What a call has come to so far. */
async function soFar(call: Promise<unknown>): Promise<unknown> {
  let outcome: unknown = "waits";
  call.then(() => outcome = "done", (error) => outcome = error);
  await flush();
  return outcome;
}

Deno.test("a call that is aborted beforehand opens no socket, and is refused at once", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const signal = AbortSignal.abort("no");
  assertEquals(await errorOf(client.login({ id: "ann" }, { signal })), "no");
  assertEquals(await errorOf(client.connect({ signal })), "no");
  assertEquals([client.state, network.sockets.length], ["idle", 0]);
  await client.login({ id: "ann" });
  assertEquals(await errorOf(client.login({ id: "ann" }, { signal })), "no");
  assertEquals(await errorOf(client.connect({ signal })), "no");
  assertEquals([client.state, network.socket.names], ["online", ["login"]]);
});

Deno.test("a connect that gives up leaves a login to go on", async () => {
  const network = new FakeNetwork({ opens: false });
  await using client = network.client();
  const login = client.login({ id: "ann" }, { timeout: 4000 });
  const connect = errorOf(client.connect({ timeout: 300 }));
  await network.pass(300);
  assertInstanceOf(await connect, GimTimeoutError);
  assertEquals([client.state, await soFar(login)], ["connecting", "waits"]);
  network.socket.open();
  assertEquals((await login).user.id, "ann");
});

Deno.test("a login that gives up leaves a connect to go on, without a login", async () => {
  const network = new FakeNetwork({ opens: false });
  await using client = network.client();
  const connect = client.connect();
  const abort = new AbortController();
  const login = errorOf(client.login({ id: "ann" }, abort));
  await flush();
  abort.abort("enough");
  assertEquals(await login, "enough");
  network.socket.open();
  await connect;
  await flush();
  assertEquals([client.state, network.socket.names], ["open", []]);
  assertEquals((await client.login({ id: "bob" })).user.id, "bob");
});

Deno.test("a second login of the user ends alone", async () => {
  const network = new FakeNetwork({ opens: false });
  await using client = network.client();
  const first = client.login({ id: "ann", token: "one" });
  const abort = new AbortController();
  const second = errorOf(client.login({ id: "ann", token: "two" }, abort));
  await flush();
  abort.abort("enough");
  assertEquals(await second, "enough");
  network.socket.open();
  assertEquals((await first).user.id, "ann");
  const tokens = network.socket.asked.map(({ body }) => body.token);
  assertEquals(tokens, ["one"]);
});

Deno.test("a first login that ends leaves the second with credentials of its own", async () => {
  for (const opens of [true, false]) {
    const network = new FakeNetwork({ opens });
    await using client = network.client();
    const abort = new AbortController();
    let hears: AbortSignal | undefined;
    const token = (signal: AbortSignal) => {
      hears = signal;
      return new Promise<string>(() => {});
    };
    const first = errorOf(client.login({ id: "ann", token }, abort));
    const second = client.login({ id: "ann", token: "two" });
    await flush();
    abort.abort("enough");
    assertEquals(await first, "enough");
    // Where the first was logging in already, at once and on another connection.
    assertEquals(await soFar(second), opens ? "done" : "waits");
    if (opens) assertEquals(hears?.aborted, true);
    else network.socket.open();
    await network.pass(500);
    assertEquals((await second).user.id, "ann");
    const tokens = network.socket.asked.map(({ body }) => body.token);
    assertEquals(tokens, ["two"]);
  }
});

Deno.test("a login right after another was aborted is not refused with its reason", async () => {
  const network = new FakeNetwork({ opens: false });
  await using client = network.client();
  const abort = new AbortController();
  const first = errorOf(client.login({ id: "ann" }, abort));
  await flush();
  network.opens = true;
  abort.abort("enough");
  assertEquals((await client.login({ id: "bob" })).user.id, "bob");
  assertEquals([await first, client.state], ["enough", "online"]);
});

Deno.test("a call that gives up is refused at once, whatever the socket does", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.connect();
  network.socket.answersClose = false;
  const token = () => new Promise<string>(() => {});
  const login = client.login({ id: "ann", token }, { timeout: 1000 });
  await network.pass(1000);
  assertInstanceOf(await soFar(login), GimTimeoutError);
  assertEquals(client.state, "idle");
  await network.pass(2000);
});

Deno.test("a login while a logout is under way follows upon it", async () => {
  for (const id of ["ann", "bob"]) {
    const network = new FakeNetwork({
      answer: ({ name }) => name === "logout" ? BY_HAND : undefined,
    });
    await using client = network.client();
    await client.login({ id: "ann" });
    const { socket } = network;
    const logout = client.logout();
    const login = client.login({ id });
    await flush();
    assertEquals(socket.names, ["login", "logout"]);
    socket.reply(socket.asked[1]!, {});
    await logout;
    assertEquals((await login).user.id, id);
    assertEquals([client.state, network.sockets.length], ["online", 2]);
    assertEquals(client.loggedIn?.user.id, id);
  }
});

Deno.test("a login that waits for a logout has its own timeout, and a later logout ends it", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) => name === "logout" ? BY_HAND : undefined,
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  const { socket } = network;
  const logouts = [client.logout()];
  const short = errorOf(client.login({ id: "ann" }, { timeout: 1000 }));
  const long = errorOf(client.login({ id: "ann" }));
  await network.pass(1000);
  assertInstanceOf(await short, GimTimeoutError);
  logouts.push(client.logout());
  socket.reply(socket.asked[1]!, {});
  await Promise.all(logouts);
  assertInstanceOf(await long, GimClosedError);
  await network.pass(60_000);
  assertEquals([client.state, network.sockets.length], ["idle", 1]);
});

Deno.test("a login that gives up is no failed attempt of another one", async () => {
  const network = new FakeNetwork();
  await using client = network.client({ maxAttempts: 1 });
  const abort = new AbortController();
  const token = () => new Promise<string>(() => {});
  const first = errorOf(client.login({ id: "ann", token }, abort));
  const second = client.login({ id: "ann", token: "good" });
  await flush();
  abort.abort("enough");
  assertEquals(await first, "enough");
  await network.pass(1000);
  assertEquals([(await second).user.id, client.state], ["ann", "online"]);
});
