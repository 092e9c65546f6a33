import { assertEquals, assertInstanceOf } from "@std/assert";
import {
  GimClosedError,
  GimError,
  GimReplyError,
  GimTimeoutError,
} from "../../src/client/errors.ts";
import { BY_HAND, FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf, flush } from "../helpers/promises.ts";

/*
 * Why something was given up.
 */

const LATER = { code: 503, msg: "later" };
const TO_BOB = { type: 2, target_id: "bob", content: "hi" } as const;

/** The cause of a timeout. */
function causeOf(error: unknown): unknown {
  assertInstanceOf(error, GimTimeoutError);
  return error.cause;
}

Deno.test("a login that is given up says that the service is out of reach", async () => {
  const network = new FakeNetwork({ opens: false });
  await using client = network.client();
  const login = errorOf(client.login({ id: "ann" }, { timeout: 2000 }));
  const sent = errorOf(client.send(TO_BOB, { timeout: 1900 }));
  await flush();
  network.socket.end(1006, "refused");
  await network.pass(2000);
  for (const error of await Promise.all([login, sent])) {
    const cause = causeOf(error);
    assertInstanceOf(cause, GimClosedError);
    assertEquals([cause.code, cause.message], [
      1006,
      "closed with 1006: refused",
    ]);
  }
});

Deno.test("a login that is given up has the refusal that it was tried again after", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) => name === "login" ? LATER : undefined,
  });
  await using client = network.client();
  const login = errorOf(client.login({ id: "ann" }, { timeout: 2000 }));
  await network.pass(1000);
  await network.pass(1000);
  const cause = causeOf(await login);
  assertInstanceOf(cause, GimReplyError);
  assertEquals([cause.code, cause.message], [503, "later"]);
});

Deno.test("a login that is given up at its first attempt says what it waited for", async () => {
  const never = () => new Promise<string>(() => {});
  const cases = [
    { opens: false, credentials: {}, said: "the socket is not open yet" },
    {
      opens: true,
      credentials: { token: never },
      said: "there is no token yet",
    },
    { opens: true, credentials: {}, said: "the login has no reply yet" },
  ];
  for (const { opens, credentials, said } of cases) {
    const network = new FakeNetwork({ opens, answer: () => BY_HAND });
    await using client = network.client();
    const who = { id: "ann", ...credentials };
    const login = errorOf(client.login(who, { timeout: 1000 }));
    await network.pass(1000);
    const cause = causeOf(await login);
    assertInstanceOf(cause, GimError);
    assertEquals(cause.message, said);
  }
});

Deno.test("a client that stops after maxAttempts says why the last one failed", async () => {
  const network = new FakeNetwork({ opens: false });
  await using client = network.client({ maxAttempts: 1 });
  const login = errorOf(client.login({ id: "ann" }));
  await flush();
  network.socket.end(1006, "refused");
  const error = await login;
  assertInstanceOf(error, GimClosedError);
  assertEquals((error.cause as Error).message, "closed with 1006: refused");
});

Deno.test("a call without a reply in time has no cause while the client is online", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const login = client.login({ id: "ann" });
  await flush();
  await login;
  network.socket.end(1006);
  await network.pass(500);
  assertEquals(client.state, "online");
  const user = errorOf(client.user({ id: "bob" }, { timeout: 10 }));
  await network.pass(10);
  assertEquals(causeOf(await user), undefined);
});

Deno.test("a login that is refused for its rate waits as long as the service says", async () => {
  let logins = 0;
  const network = new FakeNetwork({
    answer: ({ name }) =>
      name === "login" && ++logins === 1
        ? { code: 429, msg: "slow down", data: { retry_after: 7000 } }
        : undefined,
  });
  await using client = network.client();
  const login = client.login({ id: "ann" });
  await network.pass(6999);
  assertEquals([client.state, logins], ["waiting", 1]);
  await network.pass(1);
  await login;
  assertEquals(logins, 2);
});

Deno.test("an error that a login waits for is not told twice", async () => {
  for (const code of [401, 403, 503]) {
    let logins = 0;
    const network = new FakeNetwork({
      answer: ({ name }) =>
        name === "login" && ++logins < 3 ? { code, msg: "no" } : undefined,
    });
    await using client = network.client();
    const errors: Error[] = [];
    client.on("error", (error) => errors.push(error));
    const login = client.login({ id: "ann", token: "t" }).catch(() => {});
    for (let second = 0; second < 3; second++) await network.pass(1000);
    await login;
    assertEquals(errors, []);
  }
});

Deno.test("an error of a return that nobody waits for is told", async () => {
  let isRefused = false;
  const network = new FakeNetwork({
    answer: ({ name }) => name === "login" && isRefused ? LATER : undefined,
  });
  await using client = network.client();
  const errors: string[] = [];
  client.on("error", ({ message }) => errors.push(message));
  await client.login({ id: "ann" });
  isRefused = true;
  network.socket.end(1006);
  await network.pass(500);
  assertEquals(errors, ["later"]);
});
