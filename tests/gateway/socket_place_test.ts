import { assertEquals } from "@std/assert";
import { SocketCount } from "../../src/gateway/socket_count.ts";
import { SocketPlace } from "../../src/gateway/socket_place.ts";

function create() {
  const sockets = new SocketCount();
  return { sockets, place: new SocketPlace(sockets) };
}

Deno.test("a socket counts once, from its admission until it ends, however often that is told", () => {
  const { sockets, place } = create();
  assertEquals(sockets.total, 1);
  place.keep();
  assertEquals(sockets.total, 1);
  place.free();
  place.free();
  assertEquals(sockets.total, 0);
});

Deno.test("a socket that opens after its place was given up counts from then on", () => {
  const { sockets, place } = create();
  place.free();
  assertEquals(sockets.total, 0);
  place.keep();
  assertEquals(sockets.total, 1);
  place.free();
  assertEquals(sockets.total, 0);
});
