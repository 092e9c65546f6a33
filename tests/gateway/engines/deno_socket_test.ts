import { assertEquals } from "@std/assert";
import { GOING_AWAY } from "../../../src/base/close_codes.ts";
import type { EngineSocket } from "../../../src/gateway/engine.ts";
import { DenoEngine } from "../../../src/gateway/engines/deno.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";
import { FakeSocket } from "../../helpers/fake_socket.ts";

const LARGE = "x".repeat(64 * 1024);

/** A socket of the engine, and what it told. */
function serve() {
  const clock = new FakeClock();
  const runtime = new FakeSocket();
  const told: unknown[] = [];
  let opened: EngineSocket | undefined;
  const open = (socket: EngineSocket) => {
    opened = socket;
    return {
      received: (frame: string | Uint8Array, at: number) =>
        void told.push([frame, at]),
      refused: () => {},
      closed: () => void told.push("closed"),
      ended: () => void told.push("ended"),
    };
  };
  new DenoEngine(clock).serve(runtime, { open });
  return { clock, runtime, told, socket: opened! };
}

Deno.test("frames are told with the moment at which they came", () => {
  const { clock, runtime, told } = serve();
  runtime.receive("text");
  clock.advance(7);
  runtime.receive(new Uint8Array([1, 2]).buffer);
  assertEquals(told, [["text", 0], [new Uint8Array([1, 2]), 7]]);
});

Deno.test("after a close nothing is sent and nothing told but the end", () => {
  const { clock, runtime, told, socket } = serve();
  socket.close(GOING_AWAY);
  socket.close(GOING_AWAY);
  socket.send("late");
  runtime.receive("late");
  clock.advance(50);
  runtime.end();
  assertEquals([runtime.sent, runtime.closes.length], [[], 1]);
  assertEquals([told, clock.pendingTimers], [["closed", "ended"], 0]);
});

Deno.test("a peer that keeps writing is told of the close when it pauses", () => {
  const { clock, runtime, socket } = serve();
  runtime.receive("a");
  socket.close(GOING_AWAY);
  for (let count = 0; count < 20; count++) {
    runtime.receive("b");
    clock.advance(5);
  }
  assertEquals(runtime.closes, []);
  clock.advance(20);
  assertEquals(runtime.closes.length, 1);
});

Deno.test("what was unsent at the end is known after it, though the runtime says 0", () => {
  for (const isOurs of [true, false]) {
    const { clock, runtime, told, socket } = serve();
    runtime.bufferedAmount = 500;
    if (isOurs) socket.close(GOING_AWAY);
    else assertEquals(socket.bufferedBytes, 500);
    runtime.bufferedAmount = 0;
    runtime.end();
    assertEquals([socket.bufferedBytes, told], [500, ["closed"]]);
    clock.advance(1);
    runtime.end();
    assertEquals(told, ["closed", "closed", "ended"]);
  }
});

Deno.test("what a large frame leaves unsent is looked at until it is read", () => {
  const { clock, runtime, socket } = serve();
  runtime.bufferedAmount = 300;
  socket.send(LARGE);
  clock.advance(10);
  runtime.bufferedAmount = 200;
  clock.advance(10);
  runtime.bufferedAmount = 0;
  runtime.end();
  assertEquals(socket.bufferedBytes, 200);
  assertEquals(clock.pendingTimers, 1, "it counts until it is given up");
  const small = serve();
  small.runtime.bufferedAmount = 300;
  small.socket.send("small");
  small.runtime.end();
  assertEquals(small.socket.bufferedBytes, 0);
});

Deno.test("a peer that takes nothing for a second is stuck, and is not looked at all the time", () => {
  const { clock, runtime, socket } = serve();
  runtime.bufferedAmount = 300;
  assertEquals(socket.stuck, false);
  clock.advance(900);
  runtime.bufferedAmount = 200;
  assertEquals(socket.stuck, false);
  clock.advance(1000);
  assertEquals([socket.stuck, clock.pendingTimers], [true, 0]);
  runtime.bufferedAmount = 100;
  assertEquals(socket.stuck, false);
});

Deno.test("who waits for a drain is called once when little is left, or it has ended", () => {
  for (const ends of [false, true]) {
    const { clock, runtime, socket } = serve();
    runtime.bufferedAmount = 101;
    let calls = 0;
    socket.onDrain(100, () => calls++);
    clock.advance(1000);
    assertEquals(calls, 0);
    if (ends) runtime.end();
    else runtime.bufferedAmount = 100;
    clock.advance(100);
    assertEquals(calls, 1);
  }
});
