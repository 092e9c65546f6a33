import { assertEquals, assertInstanceOf } from "@std/assert";
import { GimReplyError, GimTimeoutError } from "../../src/client/errors.ts";
import { BY_HAND, FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf, flush } from "../helpers/promises.ts";

Deno.test("GimClient.logout disconnects; another user can log in then", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) => name === "logout" ? {} : undefined,
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  const other = await errorOf(client.login({ id: "bob" }));
  assertEquals(
    (other as Error).message,
    "cannot log in: ann is logged in: log out first",
  );
  await client.logout();
  assertEquals([client.state, client.loggedIn], ["idle", undefined]);
  assertEquals((await client.login({ id: "bob" })).user.id, "bob");
});

Deno.test("GimClient.logout that is aborted beforehand does nothing, online or not", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  const signal = AbortSignal.abort("no");
  await client.login({ id: "ann" });
  assertEquals(await errorOf(client.logout({ signal })), "no");
  assertEquals(client.state, "online");
  network.socket.end(1006);
  await flush();
  assertEquals(await errorOf(client.logout({ signal })), "no");
  assertEquals(client.state, "waiting");
});

Deno.test("GimClient.logout disconnects where it gets no answer in time, or is aborted", async () => {
  const abort = new AbortController();
  for (const options of [{ timeout: 1000 }, abort]) {
    const network = new FakeNetwork({
      answer: ({ name }) => name === "logout" ? BY_HAND : undefined,
    });
    await using client = network.client();
    await client.login({ id: "ann" });
    const { socket } = network;
    socket.answersClose = false;
    const error = errorOf(client.logout(options));
    if ("timeout" in options) await network.pass(options.timeout);
    else abort.abort("enough");
    const expected = "timeout" in options ? GimTimeoutError : String;
    assertInstanceOf(Object(await error), expected);
    assertEquals([client.state, client.loggedIn], ["idle", undefined]);
    socket.end(1000);
    assertEquals((await client.login({ id: "bob" })).user.id, "bob");
  }
});

Deno.test("GimClient.logout disconnects where the service refuses it", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) =>
      name === "logout" ? { code: 503, msg: "later" } : undefined,
  });
  await using client = network.client();
  await client.login({ id: "ann" });
  assertInstanceOf(await errorOf(client.logout()), GimReplyError);
  assertEquals([client.state, client.loggedIn], ["idle", undefined]);
});
