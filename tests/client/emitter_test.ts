// deno-lint-ignore-file no-console -- what is shown there is looked at
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BoundedStream } from "../../src/client/bounded_stream.ts";
import { Emitter } from "../../src/client/emitter.ts";
import { GimOverflowError } from "../../src/client/errors.ts";

interface Events {
  count: number;
  error: Error;
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  return await Array.fromAsync(stream);
}

Deno.test("Emitter calls listeners in their order until they stop", () => {
  const emitter = new Emitter<Events>();
  const calls: string[] = [];
  const stop = emitter.on("count", (count) => calls.push(`a${count}`));
  emitter.on("count", (count) => calls.push(`b${count}`));
  emitter.emit("count", 1);
  stop();
  stop();
  emitter.emit("count", 2);
  assertEquals(calls, ["a1", "b1", "b2"]);
});

/** What goes to the console meanwhile. */
function consoleErrors(run: () => void): unknown[] {
  const said: unknown[] = [];
  const { error } = console;
  console.error = (...values) => said.push(...values);
  try {
    run();
  } finally {
    console.error = error;
  }
  return said;
}

Deno.test("Emitter hands what a listener throws to the listeners of error", () => {
  const emitter = new Emitter<Events>();
  const errors: string[] = [];
  const counts: number[] = [];
  emitter.on("count", () => {
    throw new Error("mine");
  });
  emitter.on("count", (count) => counts.push(count));
  emitter.on("error", ({ message }) => errors.push(message));
  const said = consoleErrors(() => emitter.emit("count", 1));
  assertEquals([counts, errors, said], [[1], ["mine"], []]);
});

Deno.test("Emitter shows what a listener throws where nobody listens to errors", () => {
  const emitter = new Emitter<Events>();
  const mine = new Error("mine");
  emitter.on("count", () => {
    throw mine;
  });
  assertEquals(consoleErrors(() => emitter.emit("count", 1)), [mine]);
  const again = new Error("again");
  // Nor does one that throws itself lead to another.
  const stop = emitter.on("error", () => {
    throw again;
  });
  const said = consoleErrors(() => emitter.emit("count", 1));
  assertEquals(said, [again]);
  stop();
  assertEquals(consoleErrors(() => emitter.emit("count", 1)), [mine]);
  // What was not thrown by a listener is for those who want to hear of it.
  assertEquals(consoleErrors(() => emitter.emit("error", mine)), []);
});

Deno.test("a stream fails when its reader is too slow, after what it held", async () => {
  const emitter = new Emitter<Events>();
  const stream = emitter.stream("count", { limit: 3 });
  for (let count = 1; count <= 5; count++) emitter.emit("count", count);
  const read: number[] = [];
  await assertRejects(async () => {
    for await (const count of stream) read.push(count);
  }, GimOverflowError);
  assertEquals(read, [1, 2, 3]);
  assertEquals(await stream.next(), { done: true, value: undefined });
});

Deno.test("a stream that drops keeps the newest and counts the others", async () => {
  const emitter = new Emitter<Events>();
  const options = { limit: 2, onFull: "drop-oldest" } as const;
  const stream = emitter.stream("count", options);
  for (let count = 1; count <= 5; count++) emitter.emit("count", count);
  assertEquals([stream.size, stream.dropped], [2, 3]);
  emitter.end();
  assertEquals(await collect(stream), [4, 5]);
});

Deno.test("a stream hands values to readers that wait, in their order", async () => {
  const stream = new BoundedStream<number>({ limit: 1 });
  const reads = [stream.next(), stream.next(), stream.next()];
  stream.push(1);
  stream.push(2);
  stream.end();
  stream.push(3);
  assertEquals((await Promise.all(reads)).map(({ value }) => value), [
    1,
    2,
    undefined,
  ]);
});

Deno.test("a stream ends with its signal, its loop, or its client", async () => {
  const emitter = new Emitter<Events>();
  const abort = new AbortController();
  const aborted = emitter.stream("count", abort);
  const left = emitter.stream("count");
  const ended = emitter.stream("count");
  emitter.emit("count", 1);
  abort.abort();
  for await (const _ of left) break;
  emitter.emit("count", 2);
  emitter.end();
  assertEquals(await collect(aborted), []);
  assertEquals(await collect(left), []);
  assertEquals(await collect(ended), [1, 2]);
  const late = [emitter.stream("count"), emitter.stream("count", abort)];
  for (const stream of late) assertEquals(await collect(stream), []);
});

Deno.test("a stream has to have room", () => {
  for (const limit of [0, -1, 1.5, NaN]) {
    assertThrows(() => new BoundedStream({ limit }), RangeError);
  }
});
