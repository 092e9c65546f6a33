import { assertEquals } from "@std/assert";
import type { Numbered } from "../../src/nodes/delivery_order.ts";
import { Sequencer } from "../../src/nodes/sequencer.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

function idOf(sequence: number, life = "a"): string {
  return `${life}${String(sequence).padStart(5, "0")}`;
}

/** A sequencer over a faked storage of so many messages. */
function createBench(
  changes: {
    limit?: number;
    stored?: number;
    overtakes?: boolean;
    /** The first that is read where nothing is known. */
    first?: number;
  } = {},
) {
  const clock = new FakeClock();
  const got: number[] = [];
  const faults: unknown[] = [];
  /** How much was delivered of what came together. */
  const together: number[] = [];
  const item = (sequence: number): Numbered => ({
    sequence,
    id: idOf(sequence),
    deliver: () => got.push(sequence),
  });
  const storage = {
    stored: changes.stored ?? 0,
    /** The beginnings of ids, where they are others. */
    lives: {} as Record<number, string>,
    reads: 0,
    isGone: false,
    /** What a reading waits for, once it knows what it found. */
    answer: Promise.resolve(),
  };
  const sequencer = new Sequencer({
    clock,
    limit: changes.limit ?? 100,
    grace: 50,
    overtakes: changes.overtakes ?? false,
    fill: (_key, last = (changes.first ?? 1)) => {
      storage.reads++;
      if (storage.isGone) return Promise.reject(new Error("gone"));
      const from = Math.max(1, last);
      const items = Array.from(
        { length: Math.max(0, storage.stored - from + 1) },
        (_, at) => ({
          ...item(from + at),
          id: idOf(from + at, storage.lives[from + at]),
        }),
      );
      const filled = { items, last: storage.stored };
      return storage.answer.then(() => filled);
    },
    together: (run) => {
      const before = got.length;
      run();
      together.push(got.length - before);
    },
    onFault: (fault) => faults.push(fault),
  });
  const offer = (...sequences: number[]) =>
    sequences.forEach((each) => sequencer.offer("c", item(each)));
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let at = 0; at < 10; at++) await Promise.resolve();
  };
  const bench = { clock, got, faults, together, storage, sequencer };
  return { ...bench, item, offer, pass };
}

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

Deno.test("Sequencer goes back where a number comes again with another id", async () => {
  const { got, item, offer, sequencer, storage } = createBench({ stored: 5 });
  offer(1, 2, 3, 4, 5);
  const later = (sequence: number) => ({
    ...item(sequence),
    id: idOf(sequence, "b"),
  });
  for (const each of [3, 3, 4, 6]) sequencer.offer("c", later(each));
  assertEquals(got, [1, 2, 3, 4, 5, 3, 4]);
  for (const each of [3, 4, 5, 6]) storage.lives[each] = "b";
  storage.stored = 6;
  await sequencer.check("c");
  assertEquals(got, [1, 2, 3, 4, 5, 3, 4, 5, 6]);
  assertEquals(sequencer.endsWith("c", later(6)), true);
  assertEquals(sequencer.endsWith("c", item(6)), false);
});

Deno.test("Sequencer takes the last number with another id, an earlier one only with a greater", () => {
  const { got, item, offer, sequencer } = createBench();
  offer(1, 2, 3);
  sequencer.offer("c", { ...item(2), id: idOf(2, "A") });
  assertEquals(got, [1, 2, 3]);
  sequencer.offer("c", { ...item(3), id: idOf(3, "A") });
  assertEquals(got, [1, 2, 3, 3]);
});

Deno.test("Sequencer finds by a look that the storage has another message for the last", async () => {
  const { got, offer, sequencer, storage } = createBench({ stored: 3 });
  offer(1, 2, 3);
  storage.lives[3] = "b";
  await sequencer.check("c");
  assertEquals(got, [1, 2, 3, 3]);
  await sequencer.check("c");
  assertEquals(got.length, 4, "once");
});

Deno.test("Sequencer goes on from where the storage ends, when that is before the last", async () => {
  const { got, item, offer, sequencer, storage } = createBench({ stored: 5 });
  offer(1, 2, 3, 4, 5);
  storage.stored = 3;
  await sequencer.check("c");
  assertEquals(sequencer.lastOf("c"), 3);
  sequencer.offer("c", { ...item(4), id: idOf(4, "A") });
  assertEquals(got, [1, 2, 3, 4, 5, 4]);
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
  sequencer.begin("c", 4);
  offer(7);
  assertEquals(got, []);
  await sequencer.check("c");
  sequencer.begin("c", 1);
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
