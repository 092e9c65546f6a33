import { assertEquals } from "@std/assert";
import { SocketCount } from "../../src/gateway/socket_count.ts";
import { OPENING_TIME, SocketPlace } from "../../src/gateway/socket_place.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

function create() {
  const clock = new FakeClock();
  const sockets = new SocketCount();
  return { clock, sockets, place: new SocketPlace(sockets, clock) };
}

Deno.test("a socket that never opens counts for a moment, and then no more", () => {
  const { clock, sockets, place } = create();
  clock.advance(OPENING_TIME - 1);
  assertEquals(sockets.total, 1);
  clock.advance(1);
  assertEquals(sockets.total, 0);
  place.free();
  assertEquals([sockets.total, clock.pendingTimers], [0, 0]);
});

Deno.test("an open socket counts once, until it ends, however often that is told", () => {
  const { clock, sockets, place } = create();
  place.keep();
  clock.advance(10 * OPENING_TIME);
  assertEquals([sockets.total, clock.pendingTimers], [1, 0]);
  place.free();
  place.free();
  assertEquals(sockets.total, 0);
});

Deno.test("a socket that opens late counts from then on", () => {
  const { clock, sockets, place } = create();
  clock.advance(10 * OPENING_TIME);
  place.keep();
  assertEquals(sockets.total, 1);
  place.free();
  assertEquals([sockets.total, clock.pendingTimers], [0, 0]);
});

Deno.test("a socket that fails to open counts no more at once", () => {
  const { clock, sockets, place } = create();
  place.free();
  assertEquals([sockets.total, clock.pendingTimers], [0, 0]);
});
