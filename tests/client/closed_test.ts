import { assertEquals, assertInstanceOf } from "@std/assert";
import { GimClient } from "../../src/client/client.ts";
import { GimClosedError } from "../../src/client/errors.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { BY_HAND, FakeNetwork, FakeSocket } from "../helpers/fake_network.ts";
import { errorOf, flush } from "../helpers/promises.ts";

/*
 * A client that is closed is closed for good.
 */

const never = () => new Promise<string>(() => {});

/** Everything that a client can be asked for. */
function callEverything(client: GimClient): Promise<unknown>[] {
  return [
    client.connect(),
    client.login({ id: "ann" }),
    client.logout(),
    client.logout({ signal: AbortSignal.abort() }),
    client.send({ type: 2, target_id: "bob", content: "hi" }),
    client.join({ id: "room" }),
    client.leave({ id: "room" }),
    client.recall({ session_id: "1:room", message_id: "m" }),
    client.user({ id: "bob" }),
    client.memberPages({ id: "room" }).next(),
  ];
}

/** What a client may be doing when it is closed. */
const DOINGS: Readonly<Record<string, (client: GimClient) => void>> = {
  "nothing": () => {},
  "a connect": (client) => client.connect(),
  "a login": (client) => client.login({ id: "ann" }),
  "a login that waits for its token": (client) =>
    client.login({ id: "ann", token: never }),
  "a login while a logout is under way": (client) => {
    client.logout();
    client.login({ id: "ann" });
  },
};

for (const [doing, begin] of Object.entries(DOINGS)) {
  Deno.test(`GimClient.close is for good, whatever goes on: ${doing}`, async () => {
    for (const isOnline of [false, true]) {
      for (const opens of [false, true]) {
        const network = new FakeNetwork({
          answer: ({ name }) => name === "logout" ? BY_HAND : undefined,
        });
        const client = network.client();
        if (isOnline) await client.login({ id: "ann" });
        network.opens = opens;
        begin(client);
        await flush();
        const closing = client.close();
        for (const call of callEverything(client)) {
          const error = await call.catch((thrown) => thrown);
          assertInstanceOf(error, GimClosedError);
          assertEquals(error.message, "the client is closed");
        }
        await closing;
        const { length } = network.sockets;
        await network.pass(60_000);
        assertEquals([client.state, network.sockets.length], [
          "closed",
          length,
        ]);
        assertEquals(network.clock.pendingTimers, 0);
      }
    }
  });
}

for (const name of ["connecting", "open", "online", "waiting", "idle"]) {
  Deno.test(`GimClient stays closed where a listener closes it: ${name}`, async () => {
    const network = new FakeNetwork();
    const client = network.client();
    const states: string[] = [];
    client.on("state", ({ state }) => {
      states.push(state);
      if (state === name) client.close();
    });
    await client.connect().catch(() => {});
    await client.login({ id: "ann" }).catch(() => {});
    if (network.sockets.length > 0) {
      network.socket.end(name === "idle" ? 4409 : 1006);
    }
    await network.pass(60_000);
    assertEquals([client.state, states.at(-1)], ["closed", "closed"]);
    assertEquals(network.clock.pendingTimers, 0);
  });
}

Deno.test("GimClient stays closed where a listener closes it: error", async () => {
  let isRefused = false;
  const network = new FakeNetwork({
    answer: ({ name }) =>
      name === "login" && isRefused ? { code: 503, msg: "later" } : undefined,
  });
  const client = network.client();
  client.on("error", () => client.close());
  await client.login({ id: "ann" });
  isRefused = true;
  network.socket.end(1006);
  await network.pass(60_000);
  assertEquals([client.state, network.sockets.length], ["closed", 2]);
});

Deno.test("a client that is closed as its socket is made leaves no socket behind", async () => {
  const socket = new FakeSocket(() => undefined);
  const closings: Promise<void>[] = [];
  const client = new GimClient("ws://fake/ws", {
    environment: {
      clock: new FakeClock(0),
      createSocket: () => {
        closings.push(client.close());
        queueMicrotask(() => socket.open());
        return socket;
      },
    },
  });
  assertInstanceOf(
    await errorOf(client.login({ id: "ann" })),
    GimClosedError,
  );
  await Promise.all(closings);
  assertEquals([closings.length, socket.readyState, socket.names], [1, 3, []]);
});
