import { assertEquals } from "@std/assert";
import { createBench, failOver, idOf } from "../helpers/sequencer_bench.ts";

Deno.test("Sequencer goes back where a number comes again with another id", async () => {
  const bench = createBench({ stored: 5 });
  const { got, item, offer, pass, sequencer } = bench;
  offer(1, 2, 3, 4, 5);
  const later = (sequence: number) => ({
    ...item(sequence),
    id: idOf(sequence, "b"),
  });
  failOver(bench, { kept: 2, end: 4 });
  for (const each of [3, 3, 4]) sequencer.offer("c", later(each));
  await pass(0);
  for (const each of [3, 4, 6]) sequencer.offer("c", later(each));
  assertEquals(got, [1, 2, 3, 4, 5, 3, 4]);
  failOver(bench, { kept: 2, end: 6 });
  await sequencer.check("c");
  assertEquals(got, [1, 2, 3, 4, 5, 3, 4, 5, 6]);
  assertEquals(sequencer.endsWith("c", later(6)), true);
  assertEquals(sequencer.endsWith("c", item(6)), false);
});

Deno.test("Sequencer takes the last number with another id, an earlier one only with a greater", async () => {
  const bench = createBench();
  const { got, item, offer, pass, sequencer } = bench;
  offer(1, 2, 3);
  failOver(bench, { kept: 1, end: 3, life: "A" });
  sequencer.offer("c", { ...item(2), id: idOf(2, "A") });
  await pass(0);
  assertEquals(got, [1, 2, 3]);
  sequencer.offer("c", { ...item(3), id: idOf(3, "A") });
  await pass(0);
  assertEquals(got, [1, 2, 3, 3]);
});

for (
  const [what, end] of [["fewer", 4], ["as many", 5], ["more", 7]] as const
) {
  Deno.test(`Sequencer finds all that is new where the storage has ${what} messages again than it lost`, async () => {
    const bench = createBench({ stored: 5 });
    const { got, item, offer, pass, sequencer } = bench;
    offer(1, 2, 3, 4, 5);
    failOver(bench, { kept: 3, end });
    await sequencer.check("c");
    const fresh = [4, 5, 6, 7].slice(0, end - 3);
    assertEquals(got.slice(5), fresh);
    // What was published meanwhile comes only now.
    for (const at of [...fresh, end + 1]) {
      sequencer.offer("c", { ...item(at), id: idOf(at, "b") });
    }
    assertEquals(got.slice(5), [...fresh, end + 1]);
    await pass(1000);
    assertEquals(bench.storage.reads, 1);
  });
}

Deno.test("Sequencer finds what it did not hear of before a number that comes again", async () => {
  const bench = createBench({ stored: 5 });
  const { got, item, offer, pass, sequencer } = bench;
  offer(1, 2, 3, 4, 5);
  failOver(bench, { kept: 3, end: 5 });
  sequencer.offer("c", { ...item(5), id: idOf(5, "b") });
  await pass(0);
  assertEquals(got.slice(5), [4, 5]);
});

Deno.test("Sequencer in doubt takes the next number for the next message only when it has looked", async () => {
  const bench = createBench({ stored: 5 });
  const { got, item, offer, pass, sequencer, storage } = bench;
  const later = (sequence: number) =>
    sequencer.offer("c", { ...item(sequence), id: idOf(sequence, "b") });
  offer(1, 2, 3, 4, 5);
  failOver(bench, { kept: 3, end: 6 });
  sequencer.doubt();
  later(6);
  assertEquals(got.length, 5);
  await pass(0);
  assertEquals(got.slice(5), [4, 5, 6]);
  later(7);
  assertEquals([got.at(-1), storage.reads], [7, 1], "certain again");
});

Deno.test("Sequencer looks once more where the doubt came while it looked", async () => {
  const bench = createBench({ stored: 5 });
  const { got, item, offer, pass, sequencer, storage } = bench;
  offer(1, 2, 3, 4, 5);
  const { promise, resolve } = Promise.withResolvers<void>();
  storage.answer = promise;
  const checked = sequencer.check("c");
  failOver(bench, { kept: 3, end: 6 });
  sequencer.doubt();
  sequencer.offer("c", { ...item(6), id: idOf(6, "b") });
  resolve();
  await checked;
  assertEquals(got.length, 5);
  await pass(0);
  assertEquals([got.slice(5), storage.reads], [[4, 5, 6], 2]);
});

Deno.test("Sequencer in doubt goes on trying while the storage is out of reach", async () => {
  const { got, offer, pass, sequencer, storage } = createBench({ stored: 2 });
  offer(1);
  sequencer.doubt();
  storage.isGone = true;
  offer(2);
  await pass(0);
  assertEquals(got, [1]);
  storage.isGone = false;
  await pass(1000);
  assertEquals(got, [1, 2]);
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

Deno.test("Sequencer that began at a place finds by its id what took numbers before it", async () => {
  const bench = createBench();
  const { got, sequencer } = bench;
  sequencer.begin("c", { sequence: 5, newest: `${idOf(5)}~` });
  failOver(bench, { kept: 3, end: 6 });
  await sequencer.check("c");
  assertEquals(got, [4, 5, 6]);
});
