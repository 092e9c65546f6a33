import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { GimClient } from "../../src/client/client.ts";
import { GimError } from "../../src/client/errors.ts";
import { platform } from "../../src/client/environment.ts";
import { FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf } from "../helpers/promises.ts";

/*
 * Where no socket can be made at all: another try would make none either.
 */

/** A platform on which it throws. */
function clientWithout(network: FakeNetwork, thrown: unknown): GimClient {
  let tries = 0;
  return new GimClient("ws://fake/ws", {
    environment: {
      clock: network.clock,
      createSocket: () => {
        if (++tries > 1) throw new Error("it was tried again");
        throw thrown;
      },
    },
  });
}

for (const call of ["login", "connect"] as const) {
  Deno.test(`GimClient.${call} says at once that no socket can be made`, async () => {
    const network = new FakeNetwork();
    const thrown = new DOMException("mixed content", "SecurityError");
    await using client = clientWithout(network, thrown);
    const error = await errorOf(
      call === "login" ? client.login({ id: "ann" }) : client.connect(),
    );
    assertInstanceOf(error, GimError);
    assertEquals(error.message, "no socket: mixed content");
    assertEquals(error.cause, thrown);
    assertEquals([client.state, network.clock.pendingTimers], ["idle", 0]);
  });
}

Deno.test("GimClient that was online tries again where no socket can be made", async () => {
  const network = new FakeNetwork();
  let fails = false;
  const client = network.client();
  await using _ = client;
  await client.login({ id: "ann" });
  const errors: string[] = [];
  client.on("error", ({ message }) => errors.push(message));
  const { sockets } = network;
  const push = sockets.push.bind(sockets);
  sockets.push = (...all) => {
    if (fails) throw new Error("not now");
    return push(...all);
  };
  fails = true;
  network.socket.end(1006);
  await network.pass(5000);
  assertEquals(client.state, "waiting");
  fails = false;
  await network.pass(5000);
  assertEquals(client.state, "online");
  assertEquals(errors, ["no socket: not now"]);
});

Deno.test("a platform without WebSocket is named", () => {
  const { WebSocket } = globalThis;
  Reflect.deleteProperty(globalThis, "WebSocket");
  try {
    assertThrows(
      () => platform.createSocket("ws://host", ["gim.json"]),
      GimError,
      "WebSocket is missing, as in Node before 22",
    );
  } finally {
    Object.defineProperty(globalThis, "WebSocket", {
      value: WebSocket,
      configurable: true,
      writable: true,
    });
  }
});
