import { assertEquals, assertInstanceOf } from "@std/assert";
import {
  GimError,
  GimOverflowError,
  GimReplyError,
  GimTimeoutError,
} from "../../src/client/errors.ts";
import { type Asked, FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf, flush } from "../helpers/promises.ts";

const TO_BOB = { type: 2, target_id: "bob" } as const;

function sent(sequence: number) {
  return { id: `m${sequence}`, session_id: "2:bob", sequence, created_at: 1 };
}

/** What was sent on a socket. */
function contents(asked: readonly Asked[]): unknown[] {
  return asked.filter(({ name }) => name === "send")
    .map(({ body }) => body.content);
}

Deno.test("a send that has no reply goes out again after a reconnect, with its request_id", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const first = client.send({ ...TO_BOB, content: "1" });
  const second = client.send({ ...TO_BOB, content: "2", request_id: "mine" });
  network.socket.reply(network.socket.asked[1] as Asked, sent(1));
  assertEquals((await first).id, "m1");
  network.socket.end(1006);
  const third = client.send({ ...TO_BOB, content: "3" });
  await network.pass(5000);
  const again = network.socket.asked.slice(1);
  assertEquals(contents(again), ["2", "3"]);
  assertEquals(again.map(({ body }) => body.request_id), ["mine", "request-2"]);
  network.socket.reply(again[0] as Asked, sent(2));
  network.socket.reply(again[1] as Asked, sent(3));
  assertEquals([(await second).id, (await third).id], ["m2", "m3"]);
});

Deno.test("requests wait for a login, and go out in their order", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const login = client.login({ id: "ann" });
  const all = [
    client.send({ ...TO_BOB, content: "1" }),
    client.send({ ...TO_BOB, content: "2" }),
    client.send({ ...TO_BOB, content: "3" }),
  ];
  await login;
  assertEquals(network.socket.names, ["login", "send", "send", "send"]);
  assertEquals(contents(network.socket.asked), ["1", "2", "3"]);
  await client.close();
  assertEquals((await Promise.allSettled(all)).map(({ status }) => status), [
    "rejected",
    "rejected",
    "rejected",
  ]);
});

Deno.test("a call is refused when its time is over, and not repeated then", async () => {
  const network = new FakeNetwork();
  await using client = network.client({ requestTimeout: 1000 });
  await client.login({ id: "ann" });
  const short = errorOf(client.user({ id: "bob" }, { timeout: 100 }));
  const long = errorOf(client.send({ ...TO_BOB, content: "1" }));
  await network.pass(100);
  const error = await short;
  assertInstanceOf(error, GimTimeoutError);
  assertEquals(error.message, "no reply to user within 100 ms");
  network.socket.end(1006);
  await network.pass(300);
  assertEquals(network.socket.names, ["login", "send"]);
  await network.pass(700);
  assertInstanceOf(await long, GimTimeoutError);
});

Deno.test("every call can be aborted, before and after it is made", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const before = { signal: AbortSignal.abort("before") };
  const calls = [
    client.send({ ...TO_BOB, content: "1" }, before),
    client.history({ session_id: "2:bob" }, before),
    client.sessions({}, before),
    client.members({ id: "room" }, before),
    client.join({ id: "room" }, before),
    client.leave({ id: "room" }, before),
    client.user({ id: "bob" }, before),
    client.read({ session_id: "2:bob", sequence: 1 }, before),
    client.recall({ session_id: "2:bob", message_id: "m" }, before),
    client.logout(before),
    client.historyPages({ session_id: "2:bob" }, before).next(),
  ];
  for (const call of calls) assertEquals(await errorOf(call), "before");
  assertEquals(network.socket.names, ["login"]);
  const abort = new AbortController();
  const call = errorOf(client.user({ id: "bob" }, abort));
  abort.abort("after");
  assertEquals(await call, "after");
});

Deno.test("a failure has the service's code and words", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const call = errorOf(client.user({ id: "bob" }));
  const { seq } = network.socket.asked[1] as Asked;
  const data = { reason: "muted", until: 7, retry_after: 250 };
  network.socket.frame(402, { code: 403, msg: "slow down", data }, seq);
  const error = await call;
  assertInstanceOf(error, GimReplyError);
  const { code, message, reason, until, retryAfter } = error;
  assertEquals([code, message], [403, "slow down"]);
  assertEquals([reason, until, retryAfter], ["muted", 7, 250]);
});

Deno.test("who left before the connection broke has left", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const refused = errorOf(client.leave({ id: "room" }));
  const notMember = { code: 403, msg: "not a member" };
  network.socket.reply(network.socket.asked[1] as Asked, notMember);
  assertEquals((await refused as GimReplyError).code, 403);
  const left = client.leave({ id: "room" });
  network.socket.end(1006);
  await network.pass(5000);
  network.socket.reply(network.socket.asked[1] as Asked, notMember);
  assertEquals(await left, {});
});

Deno.test("at most 128 requests are on the wire, and 1000 wait", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const calls = Array.from(
    { length: 1129 },
    (_, index) => client.send({ ...TO_BOB, content: String(index) }),
  );
  assertEquals(network.socket.asked.length, 129);
  assertInstanceOf(
    await errorOf(calls[1128] as Promise<unknown>),
    GimOverflowError,
  );
  network.socket.reply(network.socket.asked[1] as Asked, sent(1));
  assertEquals(network.socket.asked.length, 130);
});

Deno.test("what nobody awaits ends without a complaint by the platform", async () => {
  const network = new FakeNetwork();
  const client = network.client();
  client.login({ id: "ann" });
  client.send({ ...TO_BOB, content: "1" });
  client.join({ id: "room" });
  client.leave({ id: "room" });
  client.recall({ session_id: "2:bob", message_id: "m" });
  client.logout({ timeout: 1 });
  await flush();
  await client.close();
  client.send({ ...TO_BOB, content: "2" });
  client.login({ id: "ann" });
  client.connect();
  await flush();
});

Deno.test("a body that cannot be encoded is refused and holds nobody up", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const body = { id: 1n } as unknown as { id: string };
  const error = await errorOf(client.user(body));
  assertInstanceOf(error, GimError);
  assertInstanceOf(error.cause, TypeError);
  assertEquals(network.clock.pendingTimers, 1);
});

Deno.test("a frame over maxFrameSize is refused, and the connection stays", async () => {
  const network = new FakeNetwork();
  await using client = network.client({ maxFrameSize: 300 });
  await client.login({ id: "ann" });
  const { asked } = network.socket;
  const before = asked.length;
  // As many bytes as characters, and twice as many.
  for (const content of ["a".repeat(300), "é".repeat(150)]) {
    const error = await errorOf(client.send({ ...TO_BOB, content }));
    assertInstanceOf(error, GimReplyError);
    assertEquals(error.code, 413);
  }
  assertEquals([client.state, asked.length], ["online", before]);
  client.send({ ...TO_BOB, content: "a".repeat(150) });
  assertEquals(asked.length, before + 1);
});

Deno.test("a text with half of a surrogate pair is refused as the service would", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const { asked } = network.socket;
  const before = asked.length;
  const error = await errorOf(client.send({ ...TO_BOB, content: "a\ud83d" }));
  assertInstanceOf(error, GimReplyError);
  assertEquals([error.code, error.message], [
    400,
    "content: expected well-formed Unicode",
  ]);
  assertEquals([client.state, asked.length], ["online", before]);
});

Deno.test("a frame that cannot be read is reported and left out", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const errors: string[] = [];
  client.on("error", ({ name }) => errors.push(name));
  await client.login({ id: "ann" });
  network.socket.onmessage?.(new MessageEvent("message", { data: "{" }));
  network.socket.frame(999, {});
  network.socket.frame(102, { code: 0, msg: "ok", data: {} }, 4711);
  assertEquals([errors, client.state], [["GimError"], "online"]);
});

Deno.test("calls that are refused for want of a login go out again with a new token, in order", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  let fetched = 0;
  const token = () => `t${++fetched}`;
  await client.login({ id: "ann", token });
  const sends = ["1", "2", "3"].map((content) =>
    client.send({ ...TO_BOB, content })
  );
  const [, first, second] = network.socket.asked as [Asked, Asked, Asked];
  network.socket.reply(first, sent(1));
  network.socket.reply(second, { code: 401, msg: "token: expired" });
  await network.pass(5000);
  assertEquals([client.state, network.sockets.length], ["online", 2]);
  assertEquals(network.socket.asked[0]?.body.token, "t2");
  const again = network.socket.asked.slice(1);
  assertEquals(contents(again), ["2", "3"]);
  for (const [index, asked] of again.entries()) {
    network.socket.reply(asked, sent(index + 2));
  }
  const ids = (await Promise.all(sends)).map(({ id }) => id);
  assertEquals(ids, ["m1", "m2", "m3"]);
});

Deno.test("a call that is refused with a new token too is refused", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) =>
      name === "user" ? { code: 401, msg: "no more" } : undefined,
  });
  await using client = network.client();
  await client.login({ id: "ann", token: () => "t" });
  const refused = errorOf(client.user({ id: "bob" }));
  await network.pass(5000);
  const error = await refused;
  assertInstanceOf(error, GimReplyError);
  assertEquals([error.code, network.sockets.length], [401, 2]);
});

Deno.test("a call that is refused for want of a login is refused where there is no other token", async () => {
  for (const token of [{ token: "fixed" }, {}]) {
    const network = new FakeNetwork({
      answer: ({ name }) =>
        name === "user" ? { code: 401, msg: "token: expired" } : undefined,
    });
    await using client = network.client();
    await client.login({ id: "ann", ...token });
    const error = await errorOf(client.user({ id: "bob" }));
    assertInstanceOf(error, GimReplyError);
    assertEquals([error.code, client.state], [401, "online"]);
  }
});
