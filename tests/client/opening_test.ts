import { assertEquals } from "@std/assert";
import type { State } from "../../src/client/state.ts";
import { FakeNetwork } from "../helpers/fake_network.ts";
import { flush } from "../helpers/promises.ts";

/*
 * Sockets that do not open.
 */

Deno.test("GimClient gives a socket up that does not open in time", async () => {
  const network = new FakeNetwork({ opens: false });
  await using client = network.client({ connectTimeout: 1000 });
  const online = client.login({ id: "ann" });
  await flush();
  network.opens = true;
  await network.pass(1000);
  await network.pass(1000);
  assertEquals((await online).user.id, "ann");
  assertEquals(network.sockets.length, 2);
});

Deno.test("GimClient takes an error before the opening for the end of a socket", async () => {
  const network = new FakeNetwork({ opens: false });
  const states: State[] = [];
  await using client = network.client();
  client.on("state", (state) => states.push(state));
  const online = client.login({ id: "ann" });
  for (const message of ["refused", undefined]) {
    await flush();
    network.socket.fail(message);
    await flush();
    assertEquals([states.at(-1)?.state, states.at(-1)?.code], [
      "waiting",
      1006,
    ]);
    await network.pass(1000);
  }
  const reasons = states.flatMap(({ reason }) => reason ?? []);
  assertEquals(reasons, ["refused", "no connection"]);
  network.socket.open();
  await online;
  // Later on it is no more than a hint at the close that follows.
  network.socket.fail("broken");
  await flush();
  assertEquals(client.state, "online");
});

Deno.test("GimClient.close does not wait for a socket that never opened", async () => {
  const network = new FakeNetwork({ opens: false });
  const client = network.client();
  client.connect();
  await flush();
  const { socket } = network;
  socket.answersClose = false;
  const closing = client.close();
  socket.fail("closed before the connection was established");
  await closing;
  assertEquals(network.clock.pendingTimers, 0);
});
