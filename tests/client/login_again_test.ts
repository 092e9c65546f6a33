import { assertEquals, assertInstanceOf } from "@std/assert";
import { GimReplyError } from "../../src/client/errors.ts";
import { type Answer, FakeNetwork } from "../helpers/fake_network.ts";
import { flush } from "../helpers/promises.ts";

/** A service that takes these tokens only. */
function taking(...tokens: string[]): Answer {
  return ({ name, body }) =>
    name === "login" && !tokens.includes(String(body.token))
      ? { code: 401, msg: "token: expired" }
      : undefined;
}

/** The tokens that logins went out with, socket by socket. */
function tokensOf({ sockets }: FakeNetwork): unknown[][] {
  return sockets.map(({ asked }) =>
    asked.filter(({ name }) => name === "login").map(({ body }) => body.token)
  );
}

Deno.test("GimClient.login with a new token goes out at once, and lasts", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann", token: "short" });
  await client.login({ id: "ann", token: "long" });
  network.socket.end(1006);
  await network.pass(5000);
  assertEquals(client.state, "online");
  assertEquals(tokensOf(network), [["short", "long"], ["long"]]);
  // The new one has expired by then, and there is no other.
  network.socket.end(4401);
  await network.pass(60_000);
  assertEquals([client.state, network.sockets.length], ["idle", 2]);
});

Deno.test("GimClient.login with another name counts from the next connection on", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const { user } = await client.login({ id: "ann", name: "Anna" });
  assertEquals([user.name, client.loggedIn?.user.name], ["Ann", "Ann"]);
  network.socket.end(1006);
  await network.pass(5000);
  assertEquals(client.loggedIn?.user.name, "Anna");
});

Deno.test("GimClient.login with a token that is refused leaves the old one in place", async () => {
  const network = new FakeNetwork({ answer: taking("good") });
  await using client = network.client();
  await client.login({ id: "ann", token: "good" });
  const refused = client.login({ id: "ann", token: "bad" });
  assertInstanceOf(await refused.catch((error) => error), GimReplyError);
  assertEquals(client.state, "online");
  network.socket.end(1006);
  await network.pass(5000);
  assertEquals(client.state, "online");
  assertEquals(tokensOf(network), [["good", "bad"], ["good"]]);
});

Deno.test("GimClient.login asks a token function that is given anew once", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann", token: "short" });
  let fetched = 0;
  const token = () => `new ${++fetched}`;
  await client.login({ id: "ann", token });
  network.socket.end(1006);
  await network.pass(5000);
  network.socket.end(4401);
  await network.pass(5000);
  assertEquals(tokensOf(network), [["short", "new 1"], ["new 1"], ["new 2"]]);
});

Deno.test("GimClient.login while it comes back goes on with the new token", async () => {
  const network = new FakeNetwork({ answer: taking("first") });
  await using client = network.client();
  await client.login({ id: "ann", token: "first" });
  network.socket.end(1006);
  await flush();
  assertEquals(client.state, "waiting");
  let done = false;
  const again = client.login({ id: "ann", token: "first" });
  again.then(() => done = true);
  await flush();
  // What the service said before the connection broke is no answer to it.
  assertEquals(done, false);
  await network.pass(5000);
  assertEquals((await again).user.id, "ann");
});

Deno.test("GimClient.login outruns the end of the old token", async () => {
  const network = new FakeNetwork({ answer: taking("old", "new") });
  await using client = network.client();
  await client.login({ id: "ann", token: "old" });
  const again = client.login({
    id: "ann",
    token: () => Promise.resolve("new"),
  });
  network.socket.end(4401, "token expired");
  await network.pass(5000);
  await again;
  assertEquals([client.state, tokensOf(network).at(-1)], [
    "online",
    ["new", "new"],
  ]);
});

Deno.test("GimClient.login again can be aborted, and the login stays", async () => {
  const network = new FakeNetwork();
  await using client = network.client();
  await client.login({ id: "ann", token: "old" });
  const abort = new AbortController();
  const token = () => new Promise<string>(() => {});
  const again = client.login({ id: "ann", token }, abort);
  await flush();
  abort.abort("enough");
  assertEquals(await again.catch((reason) => reason), "enough");
  assertEquals(client.state, "online");
  network.socket.end(1006);
  await network.pass(5000);
  assertEquals(tokensOf(network), [["old"], ["old"]]);
});
