import { assertEquals } from "@std/assert";
import { FRAME_TOO_BIG } from "../../../src/base/close_codes.ts";
import { DeferredClose } from "../../../src/gateway/engines/deferred_close.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { FakeSocket } from "../../helpers/fake_socket.ts";

function part(quietFor: number) {
  const [clock, socket] = [new FakeClock(), new FakeSocket()];
  const close = FRAME_TOO_BIG;
  const deferredClose = new DeferredClose({ socket, clock, close, quietFor });
  return { clock, socket, deferredClose };
}

Deno.test("a peer that was quiet is told as soon as the turn is over", () => {
  const { clock, socket } = part(10);
  assertEquals(socket.closes, []);
  clock.advance(0);
  const { code, reason } = FRAME_TOO_BIG;
  assertEquals([socket.closes, clock.pendingTimers], [[{ code, reason }], 0]);
});

Deno.test("a peer in the midst of writing is told when it has been quiet for 10 ms", () => {
  const { clock, socket, deferredClose } = part(9);
  for (let count = 0; count < 50; count++) {
    clock.advance(5);
    deferredClose.heard();
  }
  assertEquals(socket.closes, []);
  clock.advance(20);
  assertEquals(socket.closes.length, 1);
});

Deno.test("a peer that never becomes quiet is closed after a second", () => {
  const { clock, socket, deferredClose } = part(0);
  for (let ms = 0; ms < 1000; ms += 5) {
    deferredClose.heard();
    clock.advance(5);
  }
  assertEquals(socket.closes, []);
  deferredClose.heard();
  clock.advance(10);
  assertEquals([socket.closes.length, clock.pendingTimers], [1, 0]);
});
