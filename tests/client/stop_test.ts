import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { GimClosedError, GimReplyError } from "../../src/client/errors.ts";
import { FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf, flush } from "../helpers/promises.ts";

/*
 * What becomes of everything that waits when a client stops by itself.
 */

const TO_BOB = { type: 2, target_id: "bob" } as const;
const MESSAGES = 501;

/** A push of one message, sequence being off. */
function pushOf(content: string): object {
  const session = { id: "2:bob", type: 2, title: "Bob" };
  const message = {
    id: content,
    session_id: "2:bob",
    sender: { id: "bob", name: "Bob" },
    category: "text",
    content,
    sequence: 0,
    status: 1,
    created_at: 1,
  };
  return { session, items: [message], missed: 0 };
}

Deno.test("a stream throws what stopped the client, after what it held", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const messages = client.messages();
  const events = client.events();
  await client.login({ id: "ann" });
  const waiting = errorOf(events.next());
  network.socket.frame(MESSAGES, pushOf("hello"));
  network.socket.end(4409, "replaced");
  await flush();
  assertEquals((await messages.next()).value?.content, "hello");
  const error = await errorOf(messages.next());
  assertInstanceOf(error, GimClosedError);
  assertEquals([error.code, await waiting], [4409, error]);
  assertEquals(await messages.next(), { done: true, value: undefined });
});

Deno.test("streams begin again with a login after a stop", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  network.socket.end(4400);
  await flush();
  const messages = client.messages();
  await client.login({ id: "ann" });
  network.socket.frame(MESSAGES, pushOf("again"));
  assertEquals((await messages.next()).value?.content, "again");
});

Deno.test("a stream goes on over broken connections, a logout and a login that is refused", async () => {
  let refuse = true;
  const network = new FakeNetwork({
    answer: ({ name }) => {
      if (name === "logout") return {};
      const isRefused = name === "login" && refuse;
      return isRefused ? { code: 400, msg: "id: wrong" } : undefined;
    },
  });
  await using client = network.client();
  const messages = client.messages();
  await errorOf(client.login({ id: "ann" }));
  refuse = false;
  await client.login({ id: "ann" });
  network.socket.end(1006);
  await network.pass(5000);
  await client.logout();
  await client.login({ id: "ann" });
  network.socket.frame(MESSAGES, pushOf("here"));
  assertEquals((await messages.next()).value?.content, "here");
});

Deno.test("the streams of state and error tell of the stop, and go on", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const states = client.stream("state");
  network.socket.end(1009, "frame too big");
  await flush();
  const { value } = await states.next();
  assertEquals([value?.state, (value?.error as GimClosedError).code], [
    "idle",
    1009,
  ]);
  await client.login({ id: "ann" });
  assertEquals((await states.next()).value?.state, "connecting");
});

Deno.test("what waits when a return is refused is told that the client has stopped, and why", async () => {
  let refuse = false;
  const network = new FakeNetwork({
    sequence: true,
    answer: ({ name }) => {
      if (name !== "login") return name === "sessions" ? {} : undefined;
      return refuse ? { code: 403, msg: "no longer welcome" } : undefined;
    },
  });
  await using client = network.client();
  const errors: string[] = [];
  client.on("error", ({ message }) => errors.push(message));
  await client.login({ id: "ann" });
  await flush();
  const sent = errorOf(client.send({ ...TO_BOB, content: "hi" }));
  errors.splice(0);
  refuse = true;
  network.socket.end(1006);
  await network.pass(5000);
  assertEquals(client.state, "idle");
  const error = await sent;
  assertInstanceOf(error, GimClosedError);
  assertInstanceOf(error.cause, GimReplyError);
  assertEquals(error.cause.code, 403);
  // Nor is anything caught up with while nobody is logged in.
  for (let minute = 0; minute < 60; minute++) await network.pass(60_000);
  assertEquals(errors, ["no longer welcome"]);
  assertEquals(network.clock.pendingTimers, 0);
  assert(await errorOf(client.user({ id: "ann" })) instanceof GimClosedError);
});

Deno.test("a call while nobody is logged in, nor about to be, is refused at once", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) => name === "logout" ? {} : undefined,
  });
  await using client = network.client();
  const say = async () => {
    const error = await errorOf(client.send({ ...TO_BOB, content: "hi" }));
    assertInstanceOf(error, GimClosedError);
    return error.message;
  };
  assertEquals(await say(), "nobody is logged in");
  await client.connect();
  assertEquals(await say(), "nobody is logged in");
  await client.login({ id: "ann" });
  await client.logout();
  assertEquals(await say(), "logged out");
  await client.connect();
  assertEquals(await say(), "logged out");
  const abort = new AbortController();
  const token = () => new Promise<string>(() => {});
  const login = errorOf(client.login({ id: "ann", token }, abort));
  const waiting = say();
  await flush();
  abort.abort(new Error("enough"));
  await login;
  assertEquals([await waiting, await say()], [
    "stopped: enough",
    "stopped: enough",
  ]);
  assertEquals(network.clock.pendingTimers, 0);
});
