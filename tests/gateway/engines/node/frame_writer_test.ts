import { assertEquals } from "@std/assert";
import type { Buffer } from "node:buffer";
import { FrameEncoder } from "../../../../src/gateway/engines/node/frame_encoder.ts";
import { FrameWriter } from "../../../../src/gateway/engines/node/frame_writer.ts";
import { OPCODE } from "../../../../src/gateway/engines/node/opcodes.ts";
import { TurnEnd } from "../../../../src/gateway/turn_end.ts";
import { FakeClock } from "../../../helpers/fake_clock.ts";

const KIB = 1024;

/** A writer over a transport that takes a write when the test wants it to. */
function create() {
  const clock = new FakeClock();
  const writes: Buffer[] = [];
  const taken: ((fault?: Error | null) => void)[] = [];
  const transport = {
    writableLength: 0,
    isEnded: false,
    takesAll: false,
    write(bytes: Buffer, done: () => void) {
      writes.push(bytes);
      taken.push(done);
      this.writableLength = this.takesAll ? 0 : bytes.length;
      return true;
    },
    end() {
      this.isEnded = true;
    },
  };
  const surroundings = {
    clock,
    encoder: new FrameEncoder(),
    turnEnd: new TurnEnd({
      clock,
      onFault: (fault) => {
        throw fault;
      },
    }),
  };
  const writer = new FrameWriter(transport as never, {
    surroundings,
    isCompressed: false,
  });
  /** The kernel takes the write under way. */
  const take = () => {
    transport.writableLength = 0;
    taken.shift()?.();
  };
  /** The turn ends; the bytes of the writes since the last call. */
  const sizes = () => {
    clock.advance(0);
    return writes.splice(0).map(({ length }) => length);
  };
  return { clock, writer, writes, take, sizes, transport };
}

Deno.test("the frames of a turn leave in one write, at its end", () => {
  const { writer, writes, sizes } = create();
  writer.send("one");
  writer.send("two");
  writer.sendControl(OPCODE.pong, new Uint8Array(1));
  assertEquals(writes, []);
  assertEquals(sizes(), [5 + 5 + 3]);
});

Deno.test("what comes while a write is under way leaves when it has ended, in order", () => {
  const { writer, writes, take, clock } = create();
  for (const text of ["one", "two", "three"]) {
    writer.send(text);
    clock.advance(0);
  }
  assertEquals(writes.map(String), ["\x81\x03one".replace("\x81", "�")]);
  take();
  assertEquals(writes.length, 2);
  assertEquals(writes[1]?.includes("two"), true);
  assertEquals(writes[1]?.indexOf("three"), 2 + 3 + 2);
});

Deno.test("much is written piece by piece, in smaller ones once something is left", () => {
  const { writer, take, sizes } = create();
  writer.send("x".repeat(100 * KIB));
  assertEquals(sizes(), [64 * KIB]);
  assertEquals(writer.bufferedBytes, 100 * KIB + 10);
  take();
  assertEquals(sizes(), [16 * KIB]);
  assertEquals(writer.bufferedBytes, 36 * KIB + 10);
  take();
  assertEquals(sizes(), [16 * KIB]);
  take();
  assertEquals(sizes(), [4 * KIB + 10]);
  take();
  assertEquals(writer.bufferedBytes, 0);
});

Deno.test("what the kernel takes at once leaves in one turn, however much it is", () => {
  const { writer, writes, sizes, transport } = create();
  transport.takesAll = true;
  for (const text of ["a", "b"]) writer.send(text.repeat(100 * KIB));
  assertEquals(
    sizes(),
    [64, 64, 64].map((size) => size * KIB).concat(8 * KIB + 20),
  );
  assertEquals([writer.bufferedBytes, writes.length], [0, 0]);
});

Deno.test("what waits for long is counted in bytes, this turn's in characters", () => {
  const { writer, take, clock } = create();
  writer.send("x");
  clock.advance(0);
  writer.send("€€");
  assertEquals(writer.bufferedBytes, 3 + 2);
  clock.advance(0);
  assertEquals(writer.bufferedBytes, 3 + 8);
  take();
  assertEquals(writer.bufferedBytes, 8);
});

Deno.test("who waits until little is unsent is told then, and never at once", () => {
  const { writer, take, clock } = create();
  const told: string[] = [];
  writer.send("x".repeat(70 * KIB));
  writer.onDrain(50 * KIB, () => told.push("little"));
  writer.onDrain(0, () => told.push("nothing"));
  clock.advance(0);
  assertEquals(told, []);
  take();
  assertEquals(told, ["little"]);
  take();
  assertEquals(told, ["little", "nothing"]);
  writer.onDrain(0, () => told.push("at once"));
  assertEquals(told.length, 2);
  clock.advance(0);
  assertEquals(told.at(-1), "at once");
});

Deno.test("a peer is stuck that takes nothing for a second", () => {
  const { writer, take, clock } = create();
  writer.send("x".repeat(100 * KIB));
  clock.advance(0);
  clock.advance(999);
  assertEquals(writer.isStuck, false);
  clock.advance(1);
  assertEquals(writer.isStuck, true);
  take();
  assertEquals(writer.isStuck, false);
});

Deno.test("the end comes behind all that was sent", () => {
  const { writer, take, sizes, transport } = create();
  writer.send("last");
  writer.end();
  assertEquals([sizes(), transport.isEnded], [[6], false]);
  take();
  assertEquals(transport.isEnded, true);
});

Deno.test("with the socket goes what was unsent, and who waited is told", () => {
  const { writer, clock } = create();
  let told = false;
  writer.send("x".repeat(100 * KIB));
  clock.advance(0);
  writer.onDrain(0, () => told = true);
  writer.drop();
  assertEquals([writer.bufferedBytes, told], [0, true]);
});
