import { assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import {
  AddressInUse,
  type SocketEvents,
} from "../../../src/gateway/engine.ts";
import { DenoEngine, OPENING_TIME } from "../../../src/gateway/engines/deno.ts";
import { socketRequest } from "../../helpers/attend.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { FakeSocket } from "../../helpers/fake_socket.ts";
import { freePort } from "../../helpers/free_port.ts";

const NO_EVENTS: SocketEvents = {
  received: () => {},
  refused: () => {},
  closed: () => {},
  ended: () => {},
};

/** An upgrade by a runtime that opens its socket when the test wants it. */
function upgrade(subprotocol?: string) {
  const clock = new FakeClock();
  const socket = new FakeSocket();
  const told: string[] = [];
  const { upgradeWebSocket } = Deno;
  Deno.upgradeWebSocket = () => ({
    socket: socket as unknown as WebSocket,
    response: new Response(),
  });
  try {
    const response = new DenoEngine(clock).upgrade(socketRequest(), {
      subprotocol,
      open() {
        told.push("open");
        return NO_EVENTS;
      },
      abandon: () => void told.push("abandon"),
    });
    return { clock, socket, told, response };
  } finally {
    Deno.upgradeWebSocket = upgradeWebSocket;
  }
}

Deno.test("a socket that never opens holds its place for a moment, and then no more", () => {
  const { clock, told } = upgrade();
  clock.advance(OPENING_TIME - 1);
  assertEquals(told, []);
  clock.advance(1);
  assertEquals([told, clock.pendingTimers], [["abandon"], 0]);
});

Deno.test("a socket that opens keeps its place, also when it opens late", () => {
  const early = upgrade();
  early.socket.open();
  early.clock.advance(10 * OPENING_TIME);
  assertEquals([early.told, early.clock.pendingTimers], [["open"], 0]);
  const late = upgrade();
  late.clock.advance(10 * OPENING_TIME);
  late.socket.open();
  assertEquals(late.told, ["abandon", "open"]);
});

Deno.test("a socket that fails to open gives its place up at once", () => {
  const { clock, socket, told } = upgrade();
  socket.end();
  assertEquals([told, clock.pendingTimers], [["abandon"], 0]);
});

Deno.test("the answer says which subprotocol was chosen, if one was", () => {
  const chosen = (subprotocol?: string) =>
    upgrade(subprotocol).response.headers.get("sec-websocket-protocol");
  assertEquals([chosen("gim.json"), chosen()], ["gim.json", null]);
});

Deno.test("an address that somebody has is in use, and free when it was let go", async () => {
  const engine = new DenoEngine(systemClock);
  const handler = {
    handle: () => Promise.resolve(new Response()),
    refuse: () => new Response(),
  };
  // None that the system hands out: somebody would get it in between.
  const endpoint = { host: "127.0.0.1", port: freePort(), reusePort: false };
  const first = await engine.listen(endpoint, handler);
  await assertRejects(() => engine.listen(endpoint, handler), AddressInUse);
  await first.shutdown();
  const second = await engine.listen(endpoint, handler);
  assertEquals(second.address, first.address);
  await second.shutdown();
});
