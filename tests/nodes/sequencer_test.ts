import { assertEquals } from "@std/assert";
import {
  DeliveryOrder,
  type Numbered,
} from "../../src/nodes/delivery_order.ts";
import { createBench, idOf } from "../helpers/sequencer_bench.ts";

Deno.test("Sequencer takes the first as it comes and drops what it delivered", () => {
  const { got, offer } = createBench();
  offer(7, 7, 8, 7, 8, 9);
  assertEquals(got, [7, 8, 9]);
});

Deno.test("Sequencer delivers together what one reading brought, and what was held behind it", async () => {
  const { got, offer, pass, storage, together } = createBench();
  offer(1);
  storage.stored = 8;
  offer(8);
  await pass(50);
  assertEquals([got.length, together], [8, [7]]);
});

Deno.test("Sequencer asks what the first it hears of may have overtaken", async () => {
  const { got, offer, pass, storage } = createBench({
    overtakes: true,
    stored: 6,
    first: 5,
  });
  offer(6, 7);
  assertEquals(got, []);
  await pass(0);
  assertEquals(got, [5, 6, 7]);
  offer(5, 8);
  assertEquals([got, storage.reads], [[5, 6, 7, 8], 1]);
});

Deno.test("Sequencer delivers what it holds rather than the same as it was read", async () => {
  const { got, item, pass, sequencer } = createBench({
    overtakes: true,
    stored: 6,
    first: 5,
  });
  sequencer.offer("c", { ...item(6), deliver: () => got.push(600) });
  await pass(0);
  assertEquals(got, [5, 600]);
});

Deno.test("DeliveryOrder takes what stands for several, not the last of them that came early", () => {
  const order = new DeliveryOrder();
  order.begin({ sequence: 1, newest: undefined });
  const item = (sequence: number, id = idOf(sequence)): Numbered => ({
    sequence,
    id,
    deliver() {},
  });
  for (const early of [4, 5, 6]) order.hold(item(early));
  // Of seven the newest two were read, so 2 to 5 are passed over together.
  const passed = { ...item(5), id: undefined };
  const read = [passed, item(6), item(7)];
  const filled = [...order.fill({ items: read, last: 7 }, order.heldUpTo)];
  assertEquals(filled.map(({ id }) => id), [undefined, idOf(6), idOf(7)]);
  assertEquals([order.last, order.isHolding, [...order.ready()]], [
    7,
    false,
    [],
  ]);
});

Deno.test("Sequencer asks nothing before the first message that there is", async () => {
  const { clock, got, offer, pass, storage } = createBench({ overtakes: true });
  offer(1, 2);
  assertEquals([got, clock.pendingTimers], [[1, 2], 0]);
  await pass(50);
  assertEquals(storage.reads, 0);
});

Deno.test("Sequencer delivers what comes first at last, though nothing is stored before it", async () => {
  const { got, offer, pass } = createBench({ overtakes: true });
  offer(6);
  await pass(0);
  assertEquals(got, [6]);
});

Deno.test("Sequencer waits for what is missing, and reads nothing when it comes by itself", async () => {
  const { clock, got, offer, pass, storage } = createBench();
  offer(1, 3, 4);
  assertEquals(got, [1]);
  offer(2);
  assertEquals(got, [1, 2, 3, 4]);
  await pass(1000);
  assertEquals([storage.reads, clock.pendingTimers], [0, 0]);
});

Deno.test("Sequencer reads what does not come, and delivers nothing before or twice", async () => {
  const { got, offer, pass, storage } = createBench({ stored: 4 });
  offer(1, 4, 5);
  await pass(50);
  assertEquals(got, [1, 2, 3, 4, 5]);
  offer(2, 3, 6);
  assertEquals([got.length, storage.reads], [6, 1]);
});

Deno.test("Sequencer lets nothing that comes while it reads overtake what is on its way", async () => {
  const { got, offer, pass, storage } = createBench({ stored: 3 });
  const { promise, resolve } = Promise.withResolvers<void>();
  storage.answer = promise;
  offer(1, 3);
  await pass(50);
  offer(5, 6);
  resolve();
  await pass(0);
  assertEquals(got, [1, 2, 3], "4 may still come");
  offer(4);
  assertEquals(got, [1, 2, 3, 4, 5, 6]);
  await pass(1000);
  assertEquals(storage.reads, 1);
});

Deno.test("Sequencer reads once more for what was overtaken while it read", async () => {
  const { got, offer, pass, storage } = createBench({ stored: 3 });
  const { promise, resolve } = Promise.withResolvers<void>();
  storage.answer = promise;
  offer(1, 3);
  await pass(50);
  offer(5);
  storage.stored = 5;
  resolve();
  await pass(0);
  await pass(50);
  assertEquals([got, storage.reads], [[1, 2, 3, 4, 5], 2]);
});

Deno.test("Sequencer tries again when the storage is out of reach", async () => {
  const { faults, got, offer, pass, storage } = createBench({ stored: 3 });
  storage.isGone = true;
  offer(1, 3);
  await pass(50);
  assertEquals([got, faults.length], [[1], 1]);
  storage.isGone = false;
  await pass(1000);
  assertEquals(got, [1, 2, 3]);
});

Deno.test("Sequencer goes on after what nobody has any more", async () => {
  const { got, offer, pass } = createBench();
  offer(1, 5, 4);
  await pass(50);
  assertEquals(got, [1, 4, 5]);
});

Deno.test("Sequencer holds 200 after a gap and reads what is beyond", async () => {
  const { got, offer, pass, storage } = createBench();
  offer(1);
  for (let at = 3; at <= 1000; at++) offer(at);
  storage.stored = 1000;
  await pass(50);
  await pass(1000);
  assertEquals(got, Array.from({ length: 1000 }, (_, at) => at + 1));
});

Deno.test("Sequencer remembers so many conversations, and of the others takes what comes", () => {
  const { got, item, sequencer } = createBench({ limit: 2 });
  for (const key of ["a", "b", "c"]) sequencer.offer(key, item(5));
  assertEquals(sequencer.size, 2);
  sequencer.offer("a", item(5));
  sequencer.offer("c", item(5));
  assertEquals(got, [5, 5, 5, 5]);
});

Deno.test("Sequencer forgets no conversation that is used while it fills up", () => {
  const { got, item, sequencer } = createBench({ limit: 4 });
  for (const key of ["a", "b", "c", "a", "d", "e"]) {
    sequencer.offer(key, item(5));
  }
  assertEquals(got, [5, 5, 5, 5, 5]);
  // Taken as something new, where the conversation is forgotten.
  sequencer.offer("a", item(5));
  assertEquals(got.length, 5);
  sequencer.offer("b", item(5));
  assertEquals(got.length, 6);
});

Deno.test("Sequencer brings who begins at a sequence to the end", async () => {
  const { got, sequencer, offer } = createBench({ stored: 6 });
  sequencer.begin("c", { sequence: 4, newest: undefined });
  offer(7);
  assertEquals(got, []);
  await sequencer.check("c");
  sequencer.begin("c", { sequence: 1, newest: undefined });
  assertEquals(got, [5, 6, 7]);
});

Deno.test("Sequencer loses one delivery that throws, and none of those after it", async () => {
  const { got, faults, sequencer, item, offer, storage, pass } = createBench();
  const bad = (sequence: number): Numbered => ({
    ...item(sequence),
    deliver: () => {
      throw new Error(`deliver ${sequence}`);
    },
  });
  offer(1);
  sequencer.offer("c", bad(2));
  offer(3);
  sequencer.offer("c", bad(6));
  offer(7);
  storage.stored = 7;
  await pass(50);
  offer(8);
  assertEquals(got, [1, 3, 4, 5, 7, 8]);
  assertEquals(faults.map(String), ["Error: deliver 2", "Error: deliver 6"]);
});
